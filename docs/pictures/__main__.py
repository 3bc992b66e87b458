"""Take all pictures of the documents, with the real bot in the preview and with the real pages.

python -m docs.pictures [WORD...]

The bot serves the sample episodes in SimCord's preview, and Chromium shows it as wide as a phone,
or as a desktop. With words, only the groups of these names are taken: members, managers, posts,
languages, site. Some pictures of a group need what was done for those before them.
"""

import asyncio
import sys

from docs.pictures import languages, managers, members, posts, site
from docs.pictures.studio import open_studio, sample_library

GROUPS = {
    "members": members.take,
    "languages": languages.take,
    "posts": posts.take,
    "managers": managers.take,
}


async def main(wanted: list[str]) -> None:
    """Take the pictures of these groups, or all."""
    async with sample_library() as samples:
        if not wanted or "site" in wanted:
            await site.take(samples)
    for name, take in GROUPS.items():
        if not wanted or name in wanted:
            async with sample_library() as samples, open_studio(samples) as studio:
                await take(studio)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
