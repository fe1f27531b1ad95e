"""Stores chat notes and facts in the tables, as a room does."""

from chalicelib.visits.store.record_items import NoteContent, chat_note_item, fact_item


def store_note(vault, practice, appointment, note):
    """Store one chat note, sealed."""
    item = chat_note_item(practice, appointment, note)
    item.sealed_body = vault.seal(item.binding(), NoteContent(note.name, note.text, note.file))
    item.save()
    return item


def store_facts(practice, appointment, facts):
    """Store facts, unsealed, because they say nothing personal."""
    for fact in facts:
        fact_item(practice, appointment, fact).save()
