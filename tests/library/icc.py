"""Colour profiles, made of a few numbers (ICC.1:2001-04): the machine that runs the tests need not have any."""

import struct

D50 = (0.9642, 1.0, 0.8249)
#: The colours of red, green and blue, adapted to D50.
ADOBE_RGB = [(0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)]
DISPLAY_P3 = [(0.51512, 0.24119, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407)]


def profile(device, space, connection_space, tags):
    """Return a profile of a ``device`` class for colours of ``space``; ``tags`` are their contents by signature."""
    table, data = b"", b""
    for signature, content in tags.items():
        table += struct.pack(">4sII", signature, 132 + 12 * len(tags) + len(data), len(content))
        data += content + b"\0" * (-len(content) % 4)
    size = 132 + len(table) + len(data)
    header = struct.pack(">I4xI4s4s4s12x4s24x", size, 0x02400000, device, space, connection_space, b"acsp")
    header = header[:64] + struct.pack(">I", 0) + _fixed(D50)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + data


def matrix_profile(primaries, gamma=2.2):
    """Return a profile of a screen with these primary colours (as XYZ)."""
    colours = {name: _xyz(colour) for name, colour in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True)}
    curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _curve(gamma))
    return profile(b"mntr", b"RGB ", b"XYZ ", {b"wtpt": _xyz(D50), **colours, **curves})


def grey_profile(gamma):
    """Return a profile of a grey scale."""
    return profile(b"mntr", b"GRAY", b"XYZ ", {b"wtpt": _xyz(D50), b"kTRC": _curve(gamma)})


def ink_profile():
    """Return a profile of a printer, whose inks are lighter, and less pure, than those that Pillow imagines."""
    grid = b""
    for inks in range(16):
        cyan, magenta, yellow, black = (inks >> bit & 1 for bit in (3, 2, 1, 0))
        lightness = 100 - 30 * cyan - 35 * magenta - 8 * yellow - 60 * black
        a, b = -25 * cyan + 60 * magenta - 5 * yellow, -35 * cyan - 3 * magenta + 75 * yellow
        grid += bytes([max(0, round(lightness * 2.55)), 128 + a, 128 + b])
    straight = bytes(range(256))
    table = struct.pack(">4s4xBBBx9i", b"mft1", 4, 3, 2, *(65536 * (place % 4 == 0) for place in range(9)))
    content = table + straight * 4 + grid + straight * 3
    return profile(b"prtr", b"CMYK", b"Lab ", {b"wtpt": _xyz(D50), b"A2B0": content})


def _fixed(numbers):
    return struct.pack(f">{len(numbers)}i", *(round(number * 65536) for number in numbers))


def _xyz(colour):
    return b"XYZ \0\0\0\0" + _fixed(colour)


def _curve(gamma):
    return struct.pack(">4s4xIHxx", b"curv", 1, round(gamma * 256))
