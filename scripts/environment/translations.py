"""Compares or rewrites the addon's translation files; runs in Odoo's environment.

python translations.py (check|update) EXPORTED.pot I18N_FOLDER
"""

import sys
from pathlib import Path

import polib

LANGUAGE = "fr"


def key(entry):
    return entry.msgctxt, entry.msgid


def problems(exported, folder, name):
    """What makes the files incomplete, one line each."""
    template = folder / f"{name}.pot"
    translated = folder / f"{LANGUAGE}.po"
    if not (template.exists() and translated.exists()):
        yield f"{template.name} or {translated.name} is missing"
        return
    wanted = {key(entry) for entry in exported}
    known = {key(entry) for entry in polib.pofile(str(template))}
    yield from (f"not in {template.name}: {msgid!r}" for _, msgid in wanted - known)
    yield from (f"gone, in {template.name}: {msgid!r}" for _, msgid in known - wanted)
    french = polib.pofile(str(translated))
    done = {key(entry) for entry in french if entry.translated()}
    yield from (f"not in French: {msgid!r}" for _, msgid in wanted - done)
    yield from (f"fuzzy in French: {entry.msgid!r}" for entry in french.fuzzy_entries())
    if french.obsolete_entries():
        yield f"{translated.name} holds obsolete entries"


def update(exported, folder, name):
    folder.mkdir(exist_ok=True)
    exported.save(str(folder / f"{name}.pot"))
    path = folder / f"{LANGUAGE}.po"
    french = polib.pofile(str(path)) if path.exists() else polib.POFile()
    french.metadata = french.metadata or {**exported.metadata, "Language": LANGUAGE}
    french.merge(exported)
    for entry in french.obsolete_entries():
        french.remove(entry)
    french.save(str(path))
    left = len(french.untranslated_entries()) + len(french.fuzzy_entries())
    print(
        f"{name}/{path.name}: {french.percent_translated()} % translated, {left} to do"
    )


def main(action, source, folder):
    exported = polib.pofile(source)
    folder = Path(folder)
    name = folder.resolve().parent.name
    if action == "update":
        return update(exported, folder, name)
    found = sorted(problems(exported, folder, name))
    if found:
        print("\n".join(found[:40]))
        print(
            f"{name}: {len(found)} problems; scripts/translations rewrites both files"
        )
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
