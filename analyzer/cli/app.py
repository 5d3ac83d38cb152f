"""The commands: each names its arguments, calls the library and hands the answer to a panel.

In: parsed arguments. Out: an exit code. Never knows how anything is computed; nothing heavy is imported up here.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import typer

from analyzer.cli.chinese import ChineseCommand, ChineseGroup
from analyzer.cli.console import say, show, show_json
from analyzer.cli.faults import FAILED, SOME_UNREAD, Refusal, log_into

if TYPE_CHECKING:
    from analyzer.run import RunReport
    from analyzer.store.database import Store

_DEMO_FOLDER: Final = Path("demo-results")

app = typer.Typer(
    cls=ChineseGroup, add_completion=False, no_args_is_help=True, rich_markup_mode="rich",
    options_metavar="[选项]", subcommand_metavar="命令 [参数]…",
    help="读懂基层活动汇报：提取数据与做法，识别流于形式，汇总成通报。结论只供参考，须由人核对原文后决定。",
)  # fmt: skip
lexicon = typer.Typer(
    cls=ChineseGroup, no_args_is_help=True, options_metavar="[选项]", subcommand_metavar="命令 [参数]…",
    help="词典：检查督查人员编辑的 lexicons/*.yaml，找出还没有规范名称的指标。",
)  # fmt: skip
app.add_typer(lexicon, name="lexicon")

Body = TypeVar("Body", bound=Callable[..., int])

Results = Annotated[Path, typer.Argument(metavar="DIR", help="结果文件夹（analyzer run 的 -o）。")]
Labels = Annotated[Path, typer.Argument(metavar="LABELS", exists=True, help="标注文件（jsonl）或装着它们的文件夹。")]
Json = Annotated[bool, typer.Option("--json", help="在标准输出上给出 JSON，供脚本使用。")]
StoreUrl = Annotated[
    str | None, typer.Option("--store", metavar="URL", help="SQLAlchemy 存储地址，代替 DIR/analysis.db。")
]
Workers = Annotated[
    int | None, typer.Option("--workers", metavar="N", min=1, help="进程数，默认按处理器核数，最多 4。")
]


class Format(StrEnum):
    """What ``export`` writes."""

    XLSX = "xlsx"
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    DOCX = "docx"
    HTML = "html"


def _command(name: str, of: typer.Typer = app) -> Callable[[Body], Body]:
    return of.command(name, cls=ChineseCommand, options_metavar="[选项]")


def _version(asked: bool) -> None:
    if asked:
        from analyzer import __version__

        typer.echo(f"analyzer {__version__}")
        raise typer.Exit


@app.callback()
def _start(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本号，然后退出。")
    ] = False,
) -> None:
    del version


@_command("run")
def run(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="报告：文件、文件夹（含下级）或 zip 压缩包。")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="结果文件夹，没有就新建。")],
    round_file: Annotated[
        Path | None,
        typer.Option("--round", metavar="FILE", exists=True, dir_okay=False, help="本轮督查的说明 round.yaml。"),
    ] = None,
    workers: Workers = None,
    engine: Annotated[
        str, typer.Option("--engine", metavar="local|dask", help="处理方式：local 用本机进程。")
    ] = "local",
    store: StoreUrl = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="全部重新分析，不用以前的结果。")] = False,
    as_json: Json = False,
) -> int:
    """分析报告并汇总整轮，把结果写入 DIR；再次运行只分析新增或改动的文件，中途停止后会接着做。"""
    return _run(
        paths, out, round_file=round_file, workers=workers, engine=engine, store=store, fresh=fresh, as_json=as_json
    )


@_command("demo")
def demo(workers: Workers = None, as_json: Json = False) -> int:
    """用自带的样本轮演示一遍，结果写入 ./demo-results。"""
    from analyzer.cli.sample import sample_round

    folder = sample_round()
    code = _run([folder / "reports"], _DEMO_FOLDER, round_file=folder / "round.yaml", workers=workers, as_json=as_json)
    if not as_json:
        from analyzer.cli.summary import where_next

        show(where_next(_DEMO_FOLDER))
    return code


def _run(
    paths: list[Path],
    out: Path,
    *,
    round_file: Path | None,
    workers: int | None,
    as_json: bool,
    engine: str = "local",
    store: str | None = None,
    fresh: bool = False,
) -> int:
    from analyzer.cli import summary
    from analyzer.cli.progress import watching
    from analyzer.run import run as run_round

    log_into(out)
    with watching(quiet=as_json) as progress:
        report: RunReport = run_round(
            paths, out, round_config=round_file, workers=workers, engine=engine, store_url=store, fresh=fresh,
            progress=progress,
        )  # fmt: skip
    if as_json:
        show_json(summary.as_data(report))
    else:
        show(*summary.panels(report))
    for message in report.messages:
        say(message)
    return SOME_UNREAD if report.unread or report.unread_references else 0


@_command("show")
def show_results(
    results: Results,
    wanted: Annotated[
        str | None, typer.Argument(metavar="[UNIT|FILE]", help="单位名称、简称或文件名的一部分；不写则显示整轮。")
    ] = None,
    total: Annotated[
        str | None,
        typer.Option("--total", metavar="NAME", help="看一项指标的合计由哪些数字、哪些句子组成，例如 走访户数。"),
    ] = None,
    assessment: Annotated[
        bool, typer.Option("--assessment", help="看考评表；写了单位就看这个单位每一项的分和依据。")
    ] = False,
    store: StoreUrl = None,
    as_json: Json = False,
) -> int:
    """在终端里查看整轮、一个单位或一份报告：结论、理由、依据和位置；或一项合计的出处、考评表。"""
    from analyzer.cli import assessment_panel, choice, report_panel, round_panel, total_panel
    from analyzer.records import to_record

    with _open(results, store) as opened:
        round_ = opened.load_round()
        shorts = choice.short_names(opened.load_config())
    if assessment:
        if total is not None:
            raise Refusal("usage", "--assessment 和 --total 请分开用。")
        unit = choice.choose(round_, wanted, shorts).label if wanted is not None else None
        if as_json:
            show_json(assessment_panel.as_data(round_, unit))
        else:
            show(*assessment_panel.panels(round_, unit))
        return 0
    if total is not None:
        unit = choice.choose(round_, wanted, shorts).label if wanted is not None else None
        sums = total_panel.choose_totals(round_, total, unit=unit)
        if as_json:
            show_json(total_panel.as_data(sums))
        else:
            show(*total_panel.panels(sums))
        return 0
    if wanted is None:
        if as_json:
            show_json(round_panel.as_data(round_))
        else:
            show(*round_panel.panels(round_))
        return 0
    chosen = choice.choose(round_, wanted, shorts)
    if as_json:
        show_json([to_record(report) for report in chosen.reports])
    else:
        show(
            *report_panel.unit_panels(
                chosen,
                own={each.source: each for each in round_.own_features},
                about=assessment_panel.history_lines(round_, chosen.label),
            )
        )
    return 0


@_command("export")
def export(
    results: Results,
    to: Annotated[Format, typer.Option("--to", help="格式。")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="写到哪里；默认写在 DIR 里。")
    ] = None,
    store: StoreUrl = None,
) -> int:
    """从存储中重新导出一种结果。csv 和 parquet 是一个文件夹，每张表一个文件。"""
    from analyzer.cli.summary import default_output
    from analyzer.export import export as write

    with _open(results, store) as opened:
        round_ = opened.load_round()
    path = write(round_, to.value, output or default_output(results, to.value))
    typer.echo(path)
    if to is Format.DOCX:
        from analyzer.export.circular import checklist_path

        say(f"另写出 {checklist_path(path)}，里面有单位名称，只供内部核对，不要外发。")
    return 0


@_command("train")
def train(
    labels: Labels,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="MODEL", help="模型写到哪里（*.skops）。")],
) -> int:
    """用标注数据训练分类器，写成模型文件和说明卡。"""
    from analyzer.learning.training import train as fit

    fit(labels, output, say=say)
    typer.echo(output)
    return 0


@_command("evaluate")
def evaluate(
    labels: Labels,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="MODEL", exists=True, help="模型文件；默认用自带的。")
    ] = None,
    split: Annotated[str | None, typer.Option("--split", metavar="NAME", help="只用标注中的这一部分。")] = None,
    cross: Annotated[bool, typer.Option("--cross", help="五折交叉：每份报告都由没见过它的模型来判。")] = False,
    study: Annotated[
        str | None,
        typer.Option(
            "--study",
            metavar="NAME",
            help="专项研究：baselines 基线、ablation 去掉一类证据、curve 学习曲线、attacks 攻击、readers 与几位读者的一致程度。",
        ),
    ] = None,
    as_json: Json = False,
) -> int:
    """对照标注测量结论、句子分类和数据提取的准确程度。"""
    from analyzer.cli import evaluation_panel

    if study is not None:
        from analyzer.learning.studies import STUDIES, run_study

        if study not in STUDIES:
            raise Refusal("usage", f"没有“{study}”这项研究，可用的是：{'、'.join(STUDIES)}。")
        rows = run_study(study, labels, split=split, model=model, say=say)
        if as_json:
            show_json({"study": study, "rows": evaluation_panel.rows_as_data(rows)})
        else:
            show(evaluation_panel.study_table(study, rows))
        return 0
    from analyzer.learning.evaluation import evaluate as measure

    measured = measure(labels, model, split, cross=cross, say=say)
    if as_json:
        show_json(evaluation_panel.as_data(measured))
    else:
        show(*evaluation_panel.panels(measured))
    return 0


@_command("check", of=lexicon)
def check(as_json: Json = False) -> int:
    """检查词典文件是否合格；有问题就指出文件、行和改法。"""
    from analyzer.lexicon import check_lexicons, lexicon_folder

    faults = check_lexicons()
    if as_json:
        show_json({"folder": str(lexicon_folder()), "valid": not faults, "faults": faults})
    elif faults:
        show("\n".join(faults))
        say(f"错误〔lexicon〕：发现 {len(faults)} 处问题。请按提示改正后再运行。")
    else:
        show(f"词典全部合格：{lexicon_folder()}")
    return FAILED if faults else 0


@_command("suggest", of=lexicon)
def suggest(
    results: Results,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", dir_okay=False, help="写成可以粘贴到 indicators.yaml 末尾的内容。"),
    ] = None,
    minimum: Annotated[int, typer.Option("--min", metavar="N", min=1, help="至少有几个数字的才列出。")] = 2,
    store: StoreUrl = None,
    as_json: Json = False,
) -> int:
    """把这一轮还没有规范名称的指标按写法相近归成组，供命名；叫什么、归不归，由人核对后决定。"""
    from analyzer.cli import naming_panel
    from analyzer.export.atomic import write_bytes
    from analyzer.inspection.unnamed import count_nameless, group_unnamed
    from analyzer.lexicon import indicators, lexicon_folder

    if to is not None and to.resolve().is_relative_to(lexicon_folder().resolve()):
        raise Refusal("usage", f"“{to}”在词典文件夹里，写进去会盖掉词典。请写到别处，核对后再粘贴。")
    with _open(results, store) as opened:
        reports = opened.load_round().reports
    groups, nameless = group_unnamed(reports, minimum=minimum), count_nameless(reports)
    if to is not None:
        taken = [name for entry in indicators().indicators for name in (entry.name, *entry.aliases)]
        write_bytes(to, naming_panel.fragment(groups, taken=taken).encode())
        say(f"已写入 {to}。请逐条核对，再粘贴到 indicators.yaml 的末尾，并运行 analyzer lexicon check。")
    if as_json:
        show_json(naming_panel.as_data(groups, nameless=nameless))
    else:
        show(*naming_panel.panels(groups, nameless=nameless))
    return 0


def _open(results: Path, url: str | None) -> Store:
    from analyzer.store import open_store, store_url

    if url is None and not results.is_dir():
        raise Refusal("no_results", f"“{results}”不是结果文件夹。请写 analyzer run 时 -o 后面的文件夹。")
    log_into(results)
    return open_store(store_url(results, url), must_exist=True)
