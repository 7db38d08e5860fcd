"""Names of a chart's parts: they lead back to what they name."""

from matplotlib.figure import Figure

from restudy.drawing.series import Series, name_parts


def test_a_line_s_name_leads_back_to_it() -> None:
    series = Series(1, "cnn-bs64-lr0.001-3f2a9c1d", "test_accuracy")
    names = {series.line, series.band, series.published}
    assert {Series.named(name) for name in names} == {series}
    assert len(names) == 3


def test_a_panel_s_area_and_legend_are_named() -> None:
    axes = Figure().subplots()
    axes.plot([1, 2], label="a line")
    name_parts(axes, 2)
    legend = axes.get_legend()
    assert legend is not None
    assert (axes.patch.get_gid(), legend.get_gid()) == ("panel:2", "legend:2")
