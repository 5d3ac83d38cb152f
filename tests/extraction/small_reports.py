"""Small reports written in Markdown, analysed as a file would be, for the tests of this folder."""

from __future__ import annotations

from analyzer.pipeline import Context, analyze_document
from analyzer.reading import read_bytes
from analyzer.types import Analysis, Indicator, Practice


def analysed(text: str, *, name: str = "报告.md", context: Context | None = None) -> Analysis:
    return analyze_document(read_bytes(text.encode(), "report.md"), source=name, context=context)


def report(
    *paragraphs: str, title: str = "沙桥镇“三解三促”活动总结", foot: str = "沙桥镇人民政府\n\n2012年6月20日"
) -> Analysis:
    """A township's report with these paragraphs as its body."""
    body = "\n\n".join(paragraphs)
    return analysed(f"# {title}\n\n市“三解三促”活动办公室：\n\n{body}\n\n{foot}\n")


def circular(*paragraphs: str) -> Analysis:
    """A city's circular on many units."""
    return report(
        *paragraphs,
        title="关于全市“三解三促”活动开展情况的通报",
        foot="芦川市“三解三促”活动办公室\n\n2012年6月28日",
    )


def figure(analysis: Analysis, text: str) -> Indicator:
    """The one indicator with this text."""
    found = [indicator for indicator in analysis.indicators if indicator.text == text]
    assert len(found) == 1, f"{text}: {[indicator.text for indicator in analysis.indicators]}"
    return found[0]


def practice(analysis: Analysis, name: str) -> Practice:
    """The first mention of this practice."""
    found = [item for item in analysis.practices if item.name == name]
    assert found, f"{name}: {[item.name for item in analysis.practices]}"
    return found[0]
