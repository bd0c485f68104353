"""Install hook."""

from .const import LANG


def post_init_hook(env):
    """Letters and explanations are in French: make the language available."""
    lang = env["res.lang"].with_context(active_test=False)
    if not lang.search([("code", "=", LANG), ("active", "=", True)]):
        env["base.language.install"].create(
            {"lang_ids": lang.search([("code", "=", LANG)]).ids}
        ).lang_install()
