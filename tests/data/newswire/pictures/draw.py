"""Draws the newswire's pictures: python3 draw.py writes NAME.svg beside this file, 480 by 360, for each scene below."""

import math
import os

WIDTH, HEIGHT = 480, 360
FOLDER = os.path.dirname(os.path.abspath(__file__))


def n(value):
    return f"{value:.1f}".rstrip("0").rstrip(".")


def shape(name, fill, **attributes):
    more = "".join(f' {key.replace("_", "-")}="{n(value) if isinstance(value, (int, float)) else value}"'
                   for key, value in attributes.items())
    return f'<{name} fill="{fill}"{more}/>'


def box(x, y, width, height, fill, round_=0):
    return shape("rect", fill, x=x, y=y, width=width, height=height, **({"rx": round_} if round_ else {}))


def disc(x, y, radius, fill, **more):
    return shape("circle", fill, cx=x, cy=y, r=radius, **more)


def oval(x, y, across, down, fill):
    return shape("ellipse", fill, cx=x, cy=y, rx=across, ry=down)


def polygon(points, fill):
    return shape("path", fill, d="M" + "L".join(f"{n(x)} {n(y)}" for x, y in points) + "Z")


def path(d, fill="none", **more):
    return shape("path", fill, d=d, **more)


def line(points, stroke, width=4, **more):
    return path("M" + "L".join(f"{n(x)} {n(y)}" for x, y in points), stroke=stroke, stroke_width=width,
                stroke_linecap="round", stroke_linejoin="round", **more)


def sky(top, bottom):
    return (f'<linearGradient id="s" x2="0" y2="1"><stop stop-color="{top}"/><stop offset="1" stop-color="{bottom}"/>'
            f'</linearGradient>{box(0, 0, WIDTH, HEIGHT, "url(#s)")}')


def hills(base, swing, wave, shift, fill):
    """A rolling line across the picture, filled down to its foot."""
    points = [(x, base + swing * math.sin((x + shift) / wave)) for x in range(0, WIDTH + 1, 24)]
    return polygon(points + [(WIDTH, HEIGHT), (0, HEIGHT)], fill)


def peaks(tops, base, fill, snow=None):
    out = ""
    for x, y, half in tops:
        out += polygon([(x - half, base), (x, y), (x + half, base)], fill)
        if snow:
            part = half * 0.3
            out += polygon([(x - part, y + (base - y) * 0.3), (x, y), (x + part, y + (base - y) * 0.3),
                            (x + part * 0.3, y + (base - y) * 0.24), (x - part * 0.3, y + (base - y) * 0.33)], snow)
    return out


def waves(y, fill, stroke, rows=3):
    out = box(0, y, WIDTH, HEIGHT - y, fill)
    for row in range(rows):
        at = y + 22 + row * 30
        out += path(f"M{-row * 20} {at}" + "q20-10 40 0t40 0" * 7, stroke=stroke, stroke_width=3, opacity=0.6)
    return out


def stars(count, fill="#fff"):
    return "".join(disc((i * 97 + 31) % WIDTH, (i * 53 + 17) % 200, 1 + i % 3 * 0.6, fill) for i in range(count))


def ship(x, y, size, hull, deck, chimney):
    s = size / 100
    return (polygon([(x - 100 * s, y), (x + 100 * s, y), (x + 80 * s, y + 34 * s), (x - 86 * s, y + 34 * s)], hull) +
            box(x - 80 * s, y - 38 * s, 50 * s, 38 * s, deck) + box(x - 66 * s, y - 60 * s, 20 * s, 22 * s, chimney) +
            "".join(box(x - 18 * s + i * 32 * s, y - 24 * s, 28 * s, 24 * s, c) for i, c in
                    enumerate(("#d98e4a", "#5b8f8a", "#b9553f"))))


def crane(x, y, height, fill):
    return (line([(x, y), (x, y - height)], fill, 9) + line([(x + 44, y), (x + 44, y - height)], fill, 9) +
            line([(x - 60, y - height), (x + 120, y - height)], fill, 9) +
            line([(x + 22, y - height - 40), (x - 60, y - height)], fill, 4) +
            line([(x + 22, y - height - 40), (x + 120, y - height)], fill, 4) +
            line([(x + 22, y - height), (x + 22, y - height - 40)], fill, 7) +
            line([(x - 40, y - height), (x - 40, y - height + 50)], "#33454d", 3))


def train():
    wagons = "".join(box(150 + i * 104, 222, 96, 46, c, 4) + disc(170 + i * 104, 274, 10, "#26343a") +
                     disc(226 + i * 104, 274, 10, "#26343a") for i, c in enumerate(("#c0603f", "#3f7f86", "#d9a441", "#7a5a86")))
    engine = (path("M24 268V230q0-34 40-34h78v72z", "#1f5f6b") + box(44, 208, 44, 24, "#cfe9ea", 5) +
              disc(52, 274, 10, "#26343a") + disc(116, 274, 10, "#26343a"))
    return (sky("#f5c98a", "#f9ead2") + disc(380, 120, 44, "#fff3d6") + crane(300, 270, 170, "#b5683c") +
            hills(262, 6, 60, 0, "#8a9a7b") + box(0, 268, WIDTH, 92, "#6c7466") + wagons + engine +
            line([(0, 286), (WIDTH, 286)], "#3a464b", 5) + "".join(box(i * 40, 292, 20, 8, "#4d5753") for i in range(12)))


def signal():
    def dish(x, y, s):
        return (line([(x, y + 70 * s), (x, y)], "#dfe7ea", 10 * s) +
                path(f"M{n(x - 62 * s)} {n(y - 46 * s)}A72 72 0 0 0 {n(x + 40 * s)} {n(y + 38 * s)}z", "#f4f7f8") +
                line([(x - 10 * s, y - 4 * s), (x + 34 * s, y - 52 * s)], "#b6c4ca", 5 * s) + disc(x + 36 * s, y - 54 * s, 6 * s, "#e2a24a"))
    rings = "".join(disc(372, 70, 18 + i * 20, "none", stroke="#e9c46a", stroke_width=3, opacity=0.75 - i * 0.18) for i in range(4))
    return (sky("#10233f", "#42476f") + stars(46) + rings + disc(372, 70, 7, "#ffe9b0") + hills(276, 10, 70, 30, "#2b2f4a") +
            dish(130, 210, 1.2) + dish(270, 246, 0.8) + dish(380, 262, 0.6) + hills(316, 6, 50, 0, "#1c2036"))


def docks():
    stack = "".join(box(40 + (i % 3) * 76, 268 - (i // 3) * 38, 70, 34, c, 3) for i, c in
                    enumerate(("#b9553f", "#3f7f86", "#d9a441", "#6b7f4a", "#b9553f", "#50678f")))
    return (sky("#a9d3df", "#f3efe0") + crane(330, 300, 200, "#c0603f") + crane(90, 300, 220, "#8c4a34") + stack +
            box(0, 302, 300, 58, "#8a8378") + waves(318, "#2f7486", "#8cc0c8", 1) + ship(340, 300, 110, "#26343a", "#f4f1e8", "#b9553f"))


def lake():
    return (sky("#8fb9d6", "#eef3f0") + peaks([(120, 60, 170), (300, 40, 190), (430, 90, 150)], 250, "#7d8fa3", "#f8fbfc") +
            peaks([(40, 150, 130), (240, 140, 140), (420, 160, 130)], 262, "#5e7286") +
            path("M0 250Q240 214 480 250V300H0z", "#5fb3bd") + path("M200 262q20 50-30 98h150q-30-60-40-98z", "#8c7358") +
            path("M210 270q14 44-16 90h60q-10-60-20-90z", "#a58a6b") + hills(318, 12, 46, 60, "#58704f"))


def mackerel():
    def boat(x, y, s, hull):
        return (polygon([(x - 60 * s, y), (x + 70 * s, y), (x + 46 * s, y + 30 * s), (x - 46 * s, y + 30 * s)], hull) +
                box(x - 30 * s, y - 32 * s, 34 * s, 32 * s, "#f6f1e4", 3) + box(x - 24 * s, y - 26 * s, 22 * s, 12 * s, "#7fb6c2") +
                line([(x + 22 * s, y), (x + 22 * s, y - 70 * s)], "#5b4a3a", 4 * s) +
                line([(x + 22 * s, y - 66 * s), (x + 66 * s, y - 4 * s)], "#5b4a3a", 2 * s))
    fish = "".join(path(f"M{x} {y}q22-18 48 0q-26 18-48 0zm48 0l16-11v22z", "#c9dfe3") + disc(x + 10, y - 2, 2.4, "#24414a")
                   for x, y in ((80, 318), (190, 334), (300, 314), (370, 340)))
    return (sky("#f6d7a8", "#e9efe8") + disc(96, 110, 40, "#fbeecb") + hills(206, 8, 80, 0, "#9db0a5") + waves(222, "#3b8797", "#9fd0d3", 2) +
            boat(150, 218, 1.1, "#b5473a") + boat(330, 232, 0.9, "#2d5f73") + fish)


def seeds():
    def plant(x, height, leaf):
        return (line([(x, 268), (x, 268 - height)], "#5f7f3d", 6) +
                path(f"M{x} {268 - height * 0.5}q-46-8-52-44q44 0 52 44z", leaf) + path(f"M{x} {268 - height * 0.72}q44-8 52-46q-46 2-52 46z", leaf) +
                path(f"M{x} {268 - height}q-16-26 0-48q16 22 0 48z", leaf))
    grains = "".join(oval(30 + i * 38, 300 + (i * 29) % 44, 8, 5, "#e3c58a") for i in range(12))
    return sky("#e8f0da", "#fbf6e6") + disc(390, 84, 36, "#f5d77e") + box(0, 264, WIDTH, 96, "#7b5a3d") + grains + \
        plant(110, 96, "#7ba84a") + plant(240, 140, "#8fbb57") + plant(366, 110, "#6f9c45")


def vaccine():
    return (sky("#d8ecec", "#f8f3e6") + disc(120, 90, 46, "#f4c76a") + hills(300, 10, 60, 0, "#c99a5b") +
            box(196, 126, 92, 176, "#ffffff", 14) + box(208, 98, 68, 34, "#b9c8cc", 6) + box(202, 84, 80, 22, "#2f7f8a", 6) +
            box(196, 190, 92, 64, "#e08a4f") + path("M232 202h20v14h14v16h-14v14h-20v-14h-14v-16h14z", "#fff") +
            line([(330, 290), (400, 220)], "#7f98a0", 16) + line([(396, 224), (424, 196)], "#7f98a0", 5) +
            line([(344, 276), (386, 234)], "#dff1f3", 8) + line([(318, 302), (330, 290)], "#4d6269", 8))


def tower():
    return (sky("#9cc6de", "#fbe7c6") + hills(280, 14, 70, 10, "#8aa070") + box(196, 96, 88, 216, "#e4c9a0") +
            polygon([(186, 98), (240, 34), (294, 98)], "#b8623f") + path("M216 176v-34a24 24 0 0 1 48 0v34z", "#5e4a3a") +
            path("M226 168q2-26 14-26t14 26l6 8h-40z", "#d9a441") + disc(240, 180, 5, "#8a6226") +
            box(226, 226, 28, 40, "#5e4a3a", 12) + line([(240, 182), (240, 232)], "#f2e6cc", 3) +
            box(60, 250, 120, 70, "#d9b98d") + polygon([(50, 252), (120, 212), (190, 252)], "#a9553a") +
            box(300, 236, 130, 84, "#dfc197") + polygon([(290, 238), (364, 192), (440, 238)], "#b8623f") + box(0, 312, WIDTH, 48, "#c2a67d"))


def organ():
    pipes = "".join(box(86 + i * 34, 70 + abs(i - 4) * 20, 24, 206 - abs(i - 4) * 20, ("#9fb0b6", "#b7c6cb")[i % 2], 10) +
                    box(90 + i * 34, 228, 16, 14, "#394b52", 4) for i in range(9))
    return (sky("#cfc6dc", "#f2e9dc") + box(0, 60, 60, 300, "#a8796a") + box(420, 40, 60, 320, "#96695c") +
            "".join(box(12, 90 + i * 60, 34, 34, "#f3dba4", 3) + box(436, 74 + i * 62, 30, 34, "#f3dba4", 3) for i in range(4)) +
            pipes + box(70, 270, 340, 44, "#7a5238", 6) + "".join(box(96 + i * 26, 282, 20, 22, "#fbf7ee", 2) for i in range(12)) +
            box(0, 318, WIDTH, 42, "#b9aea2"))


def cafe():
    steam = "".join(path(f"M{200 + i * 28} 150q-14-20 0-38t0-38", stroke="#fff", stroke_width=5, opacity=0.8) for i in range(3))
    return (sky("#6fb0c9", "#f4ead2") + disc(400, 70, 34, "#fff2c9") + steam + box(0, 270, WIDTH, 90, "#e9e2d3") +
            path("M160 172h136v50q0 56-68 56t-68-56z", "#fff") + path("M296 188q48-6 44 34t-58 30", stroke="#fff", stroke_width=12) +
            oval(228, 174, 66, 13, "#5a3a26") + oval(228, 286, 104, 16, "#d3c8b4") +
            path("M300 312q36-24 74 0q38-24 74 0v30q-36-20-74 0q-38-20-74 0z", "#fbf7ee") + line([(374, 312), (374, 342)], "#b9a98c", 3))


def sleds():
    flakes = "".join(disc((i * 71 + 23) % WIDTH, (i * 47 + 11) % 250, 2.6, "#fff") for i in range(40))
    tree = "".join(polygon([(x - 34, y), (x, y - 80), (x + 34, y)], "#2f5d52") + polygon([(x - 26, y - 36), (x, y - 104), (x + 26, y - 36)], "#3a6d5f")
                   for x, y in ((60, 236), (410, 214), (456, 240)))
    return (sky("#9ab4cf", "#e6edf3") + hills(216, 16, 90, 40, "#d5e0ea") + tree + polygon([(0, 226), (480, 300), (480, 360), (0, 360)], "#f7fafc") +
            flakes + f'<g transform="rotate(9 240 250)">{box(150, 232, 190, 12, "#a9663a", 4)}{box(160, 212, 170, 9, "#c47e48", 4)}'
            f'{line([(180, 220), (180, 262)], "#7c4a2b", 7)}{line([(310, 220), (310, 262)], "#7c4a2b", 7)}'
            f'{path("M130 232q-14 34 30 34h196", stroke="#4c5c66", stroke_width=7)}{box(196, 184, 70, 26, "#b5473a", 3)}{box(206, 164, 60, 20, "#2d6f7f", 3)}</g>')


def bridge():
    towers = "".join(box(x, 70, 16, 190, "#9c4a3c") + box(x + 40, 70, 16, 190, "#9c4a3c") + box(x, 104, 56, 10, "#9c4a3c") for x in (100, 320))
    hangers = "".join(line([(x, 176), (x, 176 - 96 * ((x - 240) / 112) ** 2 - 4)], "#9c4a3c", 2) for x in range(144, 340, 16))
    return (sky("#7f97a8", "#dfe3dd") + hills(220, 18, 100, 120, "#71877f") + waves(244, "#3a6478", "#86a9b5", 2) +
            path("M0 176L128 78Q240 270 348 78L480 176", stroke="#9c4a3c", stroke_width=5) + hangers + towers +
            box(0, 176, WIDTH, 12, "#5c3a34") + ship(226, 268, 92, "#2b3940", "#f1eee4", "#c0603f"))


def bread():
    return (sky("#f2dcb3", "#fbf3e0") + "".join(disc(i * 70 + 20, 40 + (i % 2) * 18, 4, "#c58b4e") for i in range(8)) + box(0, 266, WIDTH, 94, "#9a6a43") +
            oval(240, 236, 172, 80, "#b9793c") + oval(240, 222, 166, 76, "#d99f57") +
            path("M158 222q46-40 112 0q-66 40-112 0zm112 0l40-24v48z", stroke="#8f5a28", stroke_width=6) + disc(182, 218, 4, "#8f5a28") +
            path("M334 176l6 15 16 1-12 10 4 16-14-9-14 9 4-16-12-10 16-1z", "#8f5a28") +
            path("M120 262q30 18 70 6M300 268q40 6 62-14", stroke="#8f5a28", stroke_width=5))


def umbrellas():
    def one(x, y, s, a, b):
        r = 78 * s
        return (line([(x, y), (x, y + 120 * s)], "#6b4a32", 6 * s) +
                path(f"M{n(x)} {n(y + 118 * s)}q0 {n(20 * s)} {n(16 * s)} {n(20 * s)}t{n(14 * s)} {n(-16 * s)}", stroke="#6b4a32", stroke_width=6 * s) +
                path(f"M{n(x - r)} {n(y)}A{n(r)} {n(r)} 0 0 1 {n(x + r)} {n(y)}z", a) +
                path(f"M{n(x - r * 0.36)} {n(y)}Q{n(x)} {n(y - r * 1.9)} {n(x + r * 0.36)} {n(y)}z", b) + line([(x, y - r), (x, y - r - 14 * s)], "#6b4a32", 5 * s))
    rain = "".join(line([((i * 61) % 500, (i * 43) % 330), ((i * 61) % 500 - 6, (i * 43) % 330 + 18)], "#fff", 2, opacity=0.55) for i in range(44))
    return (sky("#8ea3b5", "#d8dfe0") + rain + one(120, 190, 0.8, "#b5473a", "#d0705c") + one(364, 180, 0.9, "#3f7f86", "#69a6a8") +
            one(240, 220, 1.15, "#d9a441", "#edc878") + box(0, 338, WIDTH, 22, "#7a868c"))


def lifeboat():
    return (sky("#b8d7e2", "#f6eedd") + box(40, 96, 400, 200, "#a9543f") + polygon([(20, 98), (240, 26), (460, 98)], "#7c3a2d") +
            box(96, 134, 288, 162, "#3a2c28") + polygon([(124, 214), (360, 214), (330, 264), (158, 264)], "#e8703a") +
            polygon([(124, 214), (360, 214), (354, 226), (130, 226)], "#f7f2e4") + box(206, 178, 70, 36, "#f7f2e4", 4) + box(216, 186, 50, 14, "#5b8fa0") +
            disc(184, 240, 13, "none", stroke="#f7f2e4", stroke_width=6) + line([(150, 284), (336, 284)], "#8a7a5e", 10) + box(0, 296, WIDTH, 64, "#b9b2a2") +
            "".join(box(x, 118, 20, 26, "#f3e3bc", 2) for x in (60, 400)))


def nest():
    return (sky("#a8cbe0", "#f7f0dc") + disc(96, 84, 34, "#fff1c4") + hills(300, 12, 60, 0, "#93a868") +
            polygon([(206, 330), (216, 176), (284, 176), (294, 330)], "#a9543f") + "".join(box(212, 196 + i * 30, 76, 5, "#8c4434") for i in range(5)) +
            oval(250, 168, 84, 24, "#7d5a36") + "".join(line([(176 + i * 18, 176 - i % 3 * 6), (212 + i * 16, 162 + i % 2 * 12)], "#5e4226", 4) for i in range(8)) +
            line([(246, 152), (246, 122)], "#d2543f", 5) + line([(262, 152), (262, 122)], "#d2543f", 5) +
            path("M206 112q40-40 92 2q-40 30-92-2z", "#fdfdfb") + path("M252 116q30-16 66 6q-34 16-66-6z", "#2b2f33") +
            path("M214 112q-18-30-8-56", stroke="#fdfdfb", stroke_width=11, stroke_linecap="round") + disc(206, 54, 12, "#fdfdfb") +
            polygon([(198, 50), (148, 62), (200, 60)], "#d2543f") + disc(203, 51, 2.4, "#222"))


def tram():
    return (sky("#8cbfd0", "#fbe6cf") + waves(196, "#4a8ea0", "#a7d2d6", 1) + polygon([(382, 206), (392, 70), (424, 70), (434, 206)], "#f7f3ea") +
            box(389, 104, 38, 22, "#c9503c") + box(386, 148, 44, 22, "#c9503c") + box(388, 50, 40, 22, "#f0cf6b", 4) + polygon([(382, 52), (408, 28), (434, 52)], "#c9503c") +
            polygon([(0, 244), (480, 216), (480, 360), (0, 360)], "#8f9a83") + line([(0, 318), (480, 300)], "#4a5255", 5) +
            f'<g transform="rotate(-2 200 250)">{box(60, 176, 270, 116, "#2f7f6a", 14)}{box(60, 244, 270, 14, "#f1e6c8")}'
            + "".join(box(78 + i * 50, 194, 38, 40, "#d6eef0", 4) for i in range(5)) +
            f'{disc(118, 298, 15, "#2c3438")}{disc(272, 298, 15, "#2c3438")}{line([(196, 176), (230, 130), (196, 108)], "#3a4448", 4)}</g>' +
            line([(0, 118), (480, 92)], "#3a4448", 2) + "".join(disc(76 + i * 8, 170 - (i * 13) % 9, 6, ("#e46f6f", "#f2c14e", "#f6f1e6")[i % 3]) for i in range(31)))


def football():
    net = "".join(line([(110 + i * 26, 92), (110 + i * 26, 262)], "#e9f0ec", 1.5) for i in range(11)) + \
        "".join(line([(100, 100 + i * 24), (380, 100 + i * 24)], "#e9f0ec", 1.5) for i in range(7))
    return (sky("#5f87b8", "#cfe0e6") + "".join(disc((i * 37) % 480, 150 + (i * 23) % 60, 7, ("#e8c9a0", "#b5473a", "#f1e6c8", "#2d5f73")[i % 4]) for i in range(70)) +
            box(0, 218, WIDTH, 142, "#5f9a4e") + "".join(box(i * 120, 218, 60, 142, "#69a657") for i in range(4)) + net +
            line([(96, 264), (96, 88), (384, 88), (384, 264)], "#fff", 9) + disc(318, 150, 22, "#fff") +
            polygon([(318, 138), (330, 147), (325, 161), (311, 161), (306, 147)], "#26343a") + box(0, 300, WIDTH, 5, "#e9f2e4"))


SCENES = {"terminal": train, "signal": signal, "docks": docks, "lake": lake, "mackerel": mackerel, "seeds": seeds,
          "vaccine": vaccine, "bell-tower": tower, "organ": organ, "cafe": cafe, "sleds": sleds, "bridge": bridge,
          "bread": bread, "umbrellas": umbrellas, "lifeboat": lifeboat, "nest": nest, "tram": tram, "football": football}


def main():
    for name, scene in SCENES.items():
        with open(os.path.join(FOLDER, name + ".svg"), "w", encoding="utf-8") as file:
            file.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
                       f'height="{HEIGHT}">{scene()}</svg>\n')


if __name__ == "__main__":
    main()
