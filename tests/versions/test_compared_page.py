"""The page of what changed."""

import re
from html import unescape

from compared_fixture import STUDY, compared, judged, results
from restudy.versions.compare import compare
from restudy.versions.compared_page import comparison_page, sentences, summary_rows


def words_of(page: str) -> str:
    """What a reader sees, without the style sheet."""
    body = page[page.index("<body>") :]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_it_shows_each_change_with_old_and_new() -> None:
    words = words_of(comparison_page(compared()))
    assert "MNIST: from old to new" in words
    assert f"A1 {STUDY} One is [best]. ✓ holds ? open a reason" in words
    assert "One, test accuracy 75.00 % 74.00–76.00 % 80.00 % 79.00–81.00 % +5.00 points" in words
    assert f"studies.{STUDY}.lr – 0.1" in words
    assert f'papers.{STUDY}.tables.T1.title "Two cells" "Two small cells"' in words
    assert f"{STUDY} T2 added" in words


def test_a_word_of_an_earlier_kind_stands_without_a_sign() -> None:
    old, new = results(claims={STUDY: judged("undecided")}), results(claims={STUDY: judged("leans true")})
    assert f"A1 {STUDY} One is [best]. undecided ↗ leans true a reason" in words_of(comparison_page(compare(old, new)))


def test_counts_stand_first() -> None:
    rows = dict(summary_rows(compared()))
    assert rows["Verdicts flipped"] == "2"
    assert rows["Numbers beyond their intervals"] == "1 of 3"
    assert rows["Keys of params.yaml and papers that differ"] == "2"
    without = compare(results(params=None), results())
    assert dict(summary_rows(without))["Keys of params.yaml and papers that differ"] == "not compared"
    assert "no params.yaml stands beside one of the two" in words_of(comparison_page(without))


def test_sentences_say_what_a_reader_asks_first() -> None:
    found = compared()
    said = sentences(found)
    assert said == [
        "2 claims and headline numbers have another verdict: A1 (holds → open), headline (holds → open).",
        "Of 3 numbers 1 changed; one lies beyond its interval.",
    ]
    assert all(words in words_of(comparison_page(found)) for words in said)
    same = compare(results(claims={STUDY: judged("open")}), results(claims={STUDY: judged("open")}, params={"a": 1}))
    assert sentences(same)[0] == "No claim and no headline number has another verdict."


def test_equal_sets_give_a_page_that_says_so() -> None:
    assert "Nothing differs." in words_of(comparison_page(compare(results(), results())))


def test_text_of_params_and_claims_is_escaped_and_nothing_is_fetched() -> None:
    params = {"title": "<script>alert(1)</script>"}
    page = comparison_page(compare(results(), results("<b>", params=params, claims={STUDY: judged("open")})))
    assert "<script" not in page
    assert "<b>" not in page.replace('<b class="', "")
    assert "default-src &#39;none&#39;" in page
    assert "unsafe-inline" not in page
    assert not re.search(r"(src|href)=\"(?!#)", page)


def test_a_long_value_is_folded() -> None:
    page = comparison_page(compare(results(params={"a": 1}), results(params={"a": "x" * 500})))
    assert "<details><summary>&#34;" + "x" * 79 + "…</summary>" in page
