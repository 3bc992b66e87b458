"""Read what a member attaches: a file, or the files of an archive."""

import asyncio
from collections.abc import Sequence
from pathlib import PurePath

import discord

from bot.connection_errors import FAILED_REQUEST
from bot.errors import LibraryError
from bot.transcripts.files import LARGEST, File, entries, is_archive, load_entry, too_large
from bot.translation import N_, format_number
from bot.translation import gettext as _

MOST_FILES = 50
"""Files of one archive that are imported at once."""

MOST_UNPACKED = 3 * LARGEST
"""In bytes: the files of an archive together."""

_UNREADABLE = N_("Discord did not hand over the file: send it again.")


async def read_files(attachment: discord.Attachment) -> Sequence[File]:
    """Read an attachment, and unpack it if it is an archive.

    Raises LibraryError or TranscriptError if that fails, or if there is too much of it.
    """
    if attachment.size > LARGEST:
        raise LibraryError(too_large(attachment.filename))
    try:
        data = await attachment.read()
    except FAILED_REQUEST:
        raise LibraryError(_(_UNREADABLE)) from None
    return await asyncio.to_thread(unpacked, File(PurePath(attachment.filename).name, data))


def unpacked(file: File) -> Sequence[File]:
    """Return the files of an archive, or the file itself; raise as `read_files`."""
    if not is_archive(file):
        return [file]
    listed = entries(file)
    if not listed:
        raise LibraryError(
            _("{name} is an empty archive: put transcripts into it.").format(name=file.name)
        )
    if len(listed) > MOST_FILES:
        raise LibraryError(
            _("{name} has {number} files: send at most {most} at once.").format(
                name=file.name, number=format_number(len(listed)), most=MOST_FILES
            )
        )
    unpacked: list[File] = []
    for entry in listed:
        unpacked.append(load_entry(file, entry))
        if sum(len(one.data) for one in unpacked) > MOST_UNPACKED:
            raise LibraryError(too_large(file.name))
    return unpacked
