"""What pytest-odoo leaves to us: PDFs that find their server, skips that count."""

import pytest

EXPECTED = "expected: "  # a skip whose reason starts so is no failure


def pytest_addoption(parser):
    parser.addoption(
        "--fail-on-skip",
        action="store_true",
        help="Fail when a test is skipped for another reason than 'expected: …'.",
    )


@pytest.fixture(scope="session", autouse=True)
def report_url(request):
    """wkhtmltopdf fetches styles, header and footer from the test server."""
    if not request.config.getoption("--odoo-http", default=False):
        return
    request.getfixturevalue("load_http")
    import odoo  # only importable in the prepared environment
    from odoo.modules.registry import Registry

    url = f"http://127.0.0.1:{odoo.tools.config['http_port']}"
    with Registry(odoo.tests.common.get_db_name()).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
        parameters = env["ir.config_parameter"]
        parameters.set_param("report.url", url)
        parameters.set_param("report.print_delay", "100")


def unexpected_skips(reporter):
    for report in reporter.stats.get("skipped", ()):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        reason = str(reason).removeprefix("Skipped: ")
        if not reason.startswith(EXPECTED):
            yield f"{report.nodeid}: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--fail-on-skip") and any(unexpected_skips(reporter)):
        session.exitstatus = session.exitstatus or 1
    return (yield)


def pytest_terminal_summary(terminalreporter, config):
    if not config.getoption("--fail-on-skip"):
        return
    for line in unexpected_skips(terminalreporter):
        terminalreporter.write_line(f"UNEXPECTED SKIP {line}", red=True)
