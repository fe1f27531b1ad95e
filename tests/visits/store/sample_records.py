"""Chat notes and facts as a visit leaves them, written where the room writes them."""

from chalicelib.visits.store.record_items import NoteContent, chat_note_item, fact_item


def keep_note(vault, practice, appointment, note):
    """One chat note, sealed."""
    item = chat_note_item(practice, appointment, note)
    item.sealed_body = vault.seal(item.binding(), NoteContent(note.name, note.text, note.file))
    item.save()
    return item


def keep_facts(practice, appointment, facts):
    """Facts, which are in clear: they say nothing about a person."""
    for fact in facts:
        fact_item(practice, appointment, fact).save()
