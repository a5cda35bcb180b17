"""Where a report's passages and headings stand in its texts, for the tests of reading."""

from source.report import LANGUAGES


def quoted(report, spans):
    return tuple(report.quote(language, spans[language]) if spans[language] else None for language in LANGUAGES)


def sections_of(report):
    return {section.key: quoted(report, section.heading) for section in report.sections}


def passages_of(report):
    return {passage.anchor: quoted(report, passage.spans) for passage in report.passages}


def placed(report, language):
    """The characters in a bead or a heading of one language; fails where one is held twice, or an order or a cover is wrong."""
    inside = [span for passage in report.passages for span in passage.sentences(language)]
    assert inside == sorted(inside)
    for passage in report.passages:
        own, whole = passage.sentences(language), passage.spans[language]
        assert (whole is None) == (not own)
        assert not own or (whole.start, whole.end) == (own[0].start, own[-1].end)
    inside += [section.heading[language] for section in report.sections if section.heading[language]]
    places = [i for span in inside for i in range(span.start, span.end)]
    assert len(places) == len(set(places)) and all(not report.quote(language, span)[0].isspace() and not report.quote(language, span)[-1].isspace() for span in inside)
    return set(places)


def left_out(report, language, places):
    """The lines of one language's text, or what of them stands in no bead or heading."""
    rest = "".join(character if character == "\n" or i not in places else " " for i, character in enumerate(report.text[language]))
    return [line.strip() for line in rest.splitlines() if line.strip()]
