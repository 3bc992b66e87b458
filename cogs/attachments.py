"""Read what a member attaches: a file, or the files of an archive."""

import asyncio
from collections.abc import Sequence
from pathlib import PurePath

import discord

from bot.errors import LibraryError
from bot.transcripts.files import LARGEST, File, entries, is_archive, load_entry, too_large

MOST_FILES = 50
"""Files of one archive that are imported at once."""

MOST_UNPACKED = 3 * LARGEST
"""In bytes: the files of an archive together."""

_UNREADABLE = "Discord did not hand over the file: send it again."


async def read_files(attachment: discord.Attachment) -> Sequence[File]:
    """Read an attachment, and unpack it if it is an archive.

    Raises LibraryError or TranscriptError if that fails, or if there is too much of it.
    """
    if attachment.size > LARGEST:
        raise LibraryError(too_large(attachment.filename))
    try:
        data = await attachment.read()
    except (discord.HTTPException, discord.NotFound):
        raise LibraryError(_UNREADABLE) from None
    return await asyncio.to_thread(_unpacked, File(PurePath(attachment.filename).name, data))


def _unpacked(file: File) -> Sequence[File]:
    if not is_archive(file):
        return [file]
    listed = entries(file)
    if not listed:
        raise LibraryError(f"{file.name} is an empty archive: put transcripts into it.")
    if len(listed) > MOST_FILES:
        raise LibraryError(
            f"{file.name} has {len(listed)} files: send at most {MOST_FILES} at once."
        )
    unpacked: list[File] = []
    for entry in listed:
        unpacked.append(load_entry(file, entry))
        if sum(len(one.data) for one in unpacked) > MOST_UNPACKED:
            raise LibraryError(too_large(file.name))
    return unpacked
