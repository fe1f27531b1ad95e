"""
Gives uploaded files names with which no computer runs them as programs.

See docs/product.md#files-of-a-visit.
"""

import re
from collections.abc import Sequence

from chalicelib.kernel.characters import normalize

MAX_FILE_NAME_CHARS = 200
NAMELESS = "document"
"""The name of a file of whose own name nothing is left."""
RESERVED = re.compile(r'[<>:"|?*]')
"""Characters that Windows does not allow in names; a colon would name a hidden part of a file."""
RUNNABLE = """
    ade adp apk app appimage application appref-ms appx asp aspx bas bash bat bin cab cgi chm cmd
    com command cpl crt csh deb desktop diagcab dll dmg docm dotm elf exe fish gadget hlp hta htm
    html img inf ins ipa iso isp jar jnlp js jse jsp ksh library-ms lnk mam mde mht mhtml mjs msc
    msh msi msix msp mst ocx one osx paf pkg php pif pl potm ppam ppsm pptm prg ps1 ps1xml ps2
    psc1 psd1 psm1 py pyc pyw pyz rb rdp reg rgs rpm scf scpt scr sct searchconnector-ms
    settingcontent-ms sh shb shs shtml sldm svg svgz swf sys terminal udl url vb vbe vbs vbscript
    vhd vhdx vxd webloc website workflow ws wsc wsf wsh xbap xht xhtml xlam xll xlsm xltm xsl zsh
"""
RUNNABLE_ENDINGS = frozenset(RUNNABLE.split())
"""Endings of programs, scripts, web pages, shortcuts, disk images and documents with macros."""


def with_safe_ending(name: str, endings: Sequence[str]) -> str:
    """
    Return a file name with an ending of the file's type, and no ending of programs.

    `endings` are the endings of the file's type; a name with none of them gets the first one.
    Folders, invisible characters and characters that systems reserve are removed. The result
    has at most MAX_FILE_NAME_CHARS characters. Applied again, the function changes nothing.
    """
    stem = _trimmed(RESERVED.sub("-", normalize(bare_name(name))))
    before, _, ending = stem.rpartition(".")
    if before and ending.casefold() in endings:
        stem = _trimmed(before)
    else:
        ending = endings[0]
    stem = _without_runnable_endings(stem)[: MAX_FILE_NAME_CHARS - len(ending) - 1]
    return f"{_without_runnable_endings(_trimmed(stem)) or NAMELESS}.{ending}"


def bare_name(name: str) -> str:
    """Return a file's name without folders."""
    return name.replace("\\", "/").rpartition("/")[2]


def _without_runnable_endings(stem: str) -> str:
    while True:
        before, dot, ending = stem.rpartition(".")
        if not dot or ending.casefold() not in RUNNABLE_ENDINGS:
            return stem
        stem = _trimmed(before)


def _trimmed(stem: str) -> str:
    # Windows drops dots and spaces at the end; other systems hide a file that begins with a dot.
    return stem.strip(" .")
