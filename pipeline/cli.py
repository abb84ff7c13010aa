"""The command line. What needs Arrow or a PDF library is imported inside the commands, so that --help is quick."""

from __future__ import annotations

import signal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.exits import ALL_OK, SOME_NOT_OK
from pipeline.exits import interrupted as _interrupted
from pipeline.exits import usage as _usage
from pipeline.query import commands

DEFAULT_INPUT = Path("data/raw")
DEFAULT_OUTPUT = Path(commands.DEFAULT_FOLDER)

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Turn published 特定個人情報保護評価書 (様式2, 3 and 4) from PDF into Parquet tables.",
)


class Reader(StrEnum):
    """Who reads the pages."""

    AUTO = "auto"
    PYMUPDF = "pymupdf"
    PDFPLUMBER = "pdfplumber"


class Ocr(StrEnum):
    """Whether pages without text are read."""

    OFF = "off"
    AUTO = "auto"


class By(StrEnum):
    """By what tables are divided."""

    PREFECTURE = "prefecture"
    FORM = "form"


class To(StrEnum):
    """The formats of an export, as ``pipeline.export.FORMATS``."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    SQLITE = "sqlite"
    HUGGINGFACE = "huggingface"
    ZENODO = "zenodo"


class Layout(StrEnum):
    """How a report is printed."""

    TABLE = "table"
    JSON = "json"


PartitionOption = Annotated[
    By | None,
    typer.Option(help="Divide the large tables into folders, by the first assessment of each document."),
]
OcrOption = Annotated[
    Ocr,
    typer.Option(
        help="auto reads pages that are only images with Tesseract, where it is installed; what is read so is marked "
        "is_ocr. off leaves them unread: the same PDFs then give the same bytes on every machine.",
    ),
]
ReaderOption = Annotated[
    Reader,
    typer.Option(
        help="auto reads with PyMuPDF, and again with pdfplumber where a page's accounting falls short.",
    ),
]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hyokasho {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def _check_ocr() -> None:
    """Say what to install where text cannot be recognised; the run goes on without."""
    from extractors.readers.ocr_tesseract import HOW_TO_INSTALL, what_is_missing

    missing = what_is_missing()
    if missing is not None:
        typer.echo(f"hyokasho: --ocr auto has no effect: {missing}. {HOW_TO_INSTALL}", err=True)


@app.command()
def extract(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH...", help=f"PDFs, or folders searched for *.pdf, or URLs of such (default: {DEFAULT_INPUT})."
        ),
    ] = None,
    out: Annotated[str, typer.Option(metavar="DIR", help="Folder for the tables, or its URL.")] = str(DEFAULT_OUTPUT),
    reader: ReaderOption = Reader.AUTO,
    ocr: OcrOption = Ocr.OFF,
    images: Annotated[bool, typer.Option(help="Render drawings to PNG, into figures/ beside the tables.")] = True,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="Worker processes (default: one per core).")
    ] = None,
    time_limit: Annotated[float, typer.Option(min=1, metavar="SECONDS", help="For one document.")] = 600,
    memory_limit: Annotated[int, typer.Option(min=256, metavar="MB", help="For the process of one document.")] = 2048,
    cache: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where finished documents are kept (default: .NAME.cache beside --out NAME)."),
    ] = None,
    retry_failed: Annotated[bool, typer.Option(help="Try failed documents again, too.")] = False,
    shard: Annotated[
        str | None,
        typer.Option(metavar="I/N", help="Read only the I-th of N parts of the corpus; see `hyokasho merge`."),
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler (tcp://…) whose workers read.")
    ] = None,
    partition: PartitionOption = None,
    profile: Annotated[bool, typer.Option("--profile", help="Also print where the time went.")] = False,
) -> None:
    """Extract PDFs into Parquet. Exit status: 0 all ok, 1 some document failed or partial, 2 wrong usage.

    What was read once is not read again, in a run that was interrupted or a later one; `hyokasho clean` says more.
    """
    from rich.console import Console

    from pipeline.cluster import ClusterError
    from pipeline.corpus import Shard, find_sources
    from pipeline.fetching.manifest import ManifestError
    from pipeline.files import ShelfError
    from pipeline.machine import cores
    from pipeline.options import Options
    from pipeline.progress import RunProgress
    from pipeline.remote import RemoteError, is_remote, remote_sources
    from pipeline.replacing import OutputBusyError, ReplacedError
    from pipeline.run import extract as run
    from pipeline.schema import leave_pandas_out
    from pipeline.summary import profile as time_by_stage
    from pipeline.summary import summarize
    from pipeline.workers import Limits

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to end, we end as on Ctrl-C
    leave_pandas_out()
    wanted = paths or [str(DEFAULT_INPUT)]
    try:
        here = find_sources(Path(path) for path in wanted if not is_remote(path))
        sources = [*here, *(source for path in wanted if is_remote(path) for source in remote_sources(path))]
    except FileNotFoundError as error:
        raise _usage(f"no such file or folder: {error.args[0]}") from None
    except RemoteError as error:
        raise _usage(str(error)) from None
    if not sources:
        raise _usage(f"no PDF in {', '.join(map(str, wanted))}")
    if shard is not None:
        try:
            part = Shard.parse(shard)
        except ValueError:
            raise _usage(f"--shard takes I/N with I from 1 to N, not {shard}") from None
        sources = [source for source in sources if part.holds(source)]
    workers = max(1, min(jobs or cores(), len(sources)))
    if ocr is Ocr.AUTO:
        _check_ocr()
    try:
        with RunProgress(sources, Console(stderr=True)) as progress:
            result = run(
                sources, out, progress, Options(reader.value, ocr.value, images), workers,
                limits=Limits(time_limit, memory_limit << 20), cache=cache, retry_failed=retry_failed,
                scheduler=scheduler, partition=partition and partition.value,
            )  # fmt: skip
    except (OutputBusyError, ClusterError, ManifestError) as error:
        raise _usage(str(error)) from None
    except ShelfError as error:
        raise _usage(f"{error} (--cache names another folder)") from None
    except OSError as error:
        raise _usage(f"cannot write the tables to {out}: {error.strerror or error}") from None
    except ReplacedError:
        raise _interrupted(f"the new tables are in {out}") from None
    except KeyboardInterrupt:
        raise _interrupted(f"earlier tables in {out} are as they were; the same command goes on") from None
    typer.echo(summarize(result, out))
    if profile:
        typer.echo(time_by_stage(result))
    raise typer.Exit(ALL_OK if result.is_all_ok else SOME_NOT_OK)


@app.command()
def fetch(
    urls: Annotated[
        Path | None,
        typer.Argument(metavar="LIST.csv", help="A CSV with a column url, and if you like agency and title."),
    ] = None,
    page: Annotated[
        str | None,
        typer.Option(metavar="URL", help="List the PDFs that a web page links to, as such a CSV, and fetch nothing."),
    ] = None,
    raw: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the PDFs and manifest.csv.")] = DEFAULT_INPUT,
    refresh: Annotated[bool, typer.Option(help="Ask for what is here, too: it is loaded if it has changed.")] = False,
    delay: Annotated[float, typer.Option(min=0, metavar="SECONDS", help="Between two requests to one host.")] = 1.0,
    max_size: Annotated[int, typer.Option(min=1, metavar="MB", help="Of one download.")] = 200,
    user_agent: Annotated[
        str, typer.Option(help="Who asks. Put an address in that the server's people can write to.")
    ] = f"hyokasho/{__version__}",
) -> None:
    """Fetch PDFs, politely, into data/raw. Exit status: 0 all here, 1 some is not, 2 wrong usage.

    robots.txt is kept to. What is here is not asked for again, so the same command goes on where it was interrupted.
    Each content is one file, named after its document_id; ZIPs are opened; what is no PDF is refused. manifest.csv says
    what came from where; extract puts the url beside each document.
    """
    from pipeline.fetching.polite import Manners
    from pipeline.fetching.report import fetch_list, print_page

    manners = Manners(user_agent, delay, max_bytes=max_size << 20)
    if (urls is None) == (page is None):
        raise _usage("fetch takes either a LIST.csv or --page URL")
    try:
        is_all_here = print_page(page, manners) if page else fetch_list(urls or Path(), raw, manners, refresh)
    except ValueError as error:
        raise _usage(str(error)) from None
    except OSError as error:
        raise _usage(f"{error.filename or raw}: {error.strerror or error}") from None
    except KeyboardInterrupt:
        raise _interrupted("the same command goes on") from None
    raise typer.Exit(ALL_OK if is_all_here else SOME_NOT_OK)


@app.command()
def merge(
    folders: Annotated[list[str], typer.Argument(metavar="DIR...", help="Folders, or URLs, that extract wrote to.")],
    out: Annotated[str, typer.Option(metavar="DIR", help="Folder for the tables of all.")] = str(DEFAULT_OUTPUT),
    partition: PartitionOption = None,
) -> None:
    """Put the tables of several runs, such as the shards of a corpus, together: the bytes of one run over all."""
    from pipeline.merge import NotAnOutputError
    from pipeline.replacing import OutputBusyError, ReplacedError
    from pipeline.run import merge as run
    from pipeline.summary import summarize

    try:
        result = run(folders, out, partition and partition.value)
    except (NotAnOutputError, OutputBusyError) as error:
        raise _usage(str(error)) from None
    except OSError as error:
        raise _usage(f"cannot put the tables together in {out}: {error.strerror or error}") from None
    except ReplacedError:
        raise _interrupted(f"the new tables are in {out}") from None
    except KeyboardInterrupt:
        raise _interrupted(f"earlier tables in {out} are as they were") from None
    typer.echo(summarize(result, out))
    raise typer.Exit(ALL_OK if result.is_all_ok else SOME_NOT_OK)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder, or an earlier export.")],
    to: Annotated[To, typer.Option(help="The format.")],
    source: Annotated[str, typer.Option("--from", metavar="DIR", help="Folder of the tables, or its URL.")] = str(
        DEFAULT_OUTPUT
    ),
    is_zip: Annotated[bool, typer.Option("--zip", help="One ZIP in DIR in place of the files.")] = False,
) -> None:
    """Write the tables in another format. Exit status: 0 written, 2 wrong usage.

    xlsx: one spreadsheet; csv: for Excel and everything else; json: a file per assessment, with its JSON Schema;
    sqlite: one database; huggingface, zenodo: a folder ready for a data repository. DIR is replaced whole, and only if
    all in it is as an export left it.

    Example: hyokasho export --to xlsx build/spreadsheet
    """
    from pipeline.export import ExportError
    from pipeline.export.run import export as run
    from pipeline.merge import NotAnOutputError
    from pipeline.replacing import OutputBusyError, ReplacedError

    try:
        done = run(source, folder, to.value, is_zip)
    except (ExportError, NotAnOutputError, OutputBusyError) as error:
        raise _usage(str(error)) from None
    except OSError as error:
        raise _usage(f"cannot export {source} to {folder}: {error.strerror or error}") from None
    except ReplacedError:
        raise _interrupted(f"the new export is in {folder}") from None
    except KeyboardInterrupt:
        raise _interrupted(f"{folder} is as it was") from None
    for notice in done.notices:
        typer.echo(f"Note: {notice}")
    typer.echo(f"{len(done.sizes)} files, {sum(done.sizes.values()) / 1e6:.1f} MB: {folder}")


@app.command()
def clean(
    out: Annotated[str, typer.Option(metavar="DIR", help="The folder of tables.")] = str(DEFAULT_OUTPUT),
    cache: Annotated[Path | None, typer.Option(metavar="DIR", help="As given to extract.")] = None,
    stale: Annotated[bool, typer.Option(help="Only what this version of hyokasho would not use.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Only say what is there.")] = False,
) -> None:
    """Say what is kept of finished documents, and remove it. Tables and PDFs stay.

    Each document that was read is kept as one file, under the content of its PDF, the code, and the options; extract
    takes from there what it finds. Removing it costs nothing but the time of reading again.
    """
    from pipeline.cleaning import clean_cache
    from pipeline.run import cache_folder

    folder = cache or cache_folder(out)
    try:
        typer.echo(clean_cache(folder, stale, dry_run))
    except OSError as error:
        raise _usage(f"cannot remove what is kept in {folder}: {error.strerror or error}") from None


@app.command()
def doctor(
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="The folder of tables, for its disk and its cache.")
    ] = DEFAULT_OUTPUT,
    cache: Annotated[Path | None, typer.Option(metavar="DIR", help="As given to extract.")] = None,
    format_: Annotated[Layout, typer.Option("--format", help="json for programs.")] = Layout.TABLE,
) -> None:
    """Check whether this machine has what hyokasho needs. Exit status: 0 it has, 1 there is a problem.

    Python and libraries, Tesseract, fonts for plots, memory and cores, disk, folders, the PDF readers, the cache.
    """
    from rich.console import Console

    from pipeline.doctor.report import as_json, examine, print_table, worst
    from pipeline.doctor.result import Level

    results = examine(out, cache)
    if format_ is Layout.JSON:
        typer.echo(as_json(results))
    else:
        print_table(results, Console())
    raise typer.Exit(SOME_NOT_OK if worst(results) is Level.PROBLEM else ALL_OK)


@app.command()
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A PDF.", exists=True, dir_okay=False)],
    page: Annotated[int, typer.Option(min=1, help="Page of the PDF, from 1.")],
    out: Annotated[Path | None, typer.Option(metavar="PNG", help="Where to write (default: FILE-N.png, here).")] = None,
    reader: ReaderOption = Reader.AUTO,
) -> None:
    """Draw a page as it was understood: rulings, cells, claims, and in red what was left over."""
    from extractors.draw import draw_page
    from extractors.model import UnreadableDocument

    target = out or Path(f"{file.stem}-{page}.png")
    try:
        image = draw_page(file, page, reader.value)
    except UnreadableDocument as error:
        typer.echo(f"{file}: {error.kind}: {error.message}", err=True)
        raise typer.Exit(SOME_NOT_OK) from None
    except (IndexError, ValueError) as error:
        raise _usage(f"{file}: {error}") from None
    try:
        target.write_bytes(image)
    except OSError as error:
        raise _usage(f"cannot write {target}: {error.strerror}") from None
    typer.echo(target)


@app.command()
def review(
    folder: Annotated[Path, typer.Option("--from", metavar="DIR", help="Folder of the tables.")] = DEFAULT_OUTPUT,
    raw: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the PDFs.")] = DEFAULT_INPUT,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Of this machine; 0 takes any that is free.")] = 8765,
) -> None:
    """Look at the results in a browser: each page with its values, their boxes and the findings. It only reads.

    Open the address that is printed; nobody but this machine can reach it. Ctrl-C ends it.
    """
    try:
        from pipeline.query.database import NotACorpusError
        from pipeline.review.app import HERE, make_app
        from pipeline.review.corpus import Corpus
        from pipeline.review.pictures import Pictures
        from pipeline.review.serve import listen, serve
    except ImportError as error:
        raise _usage(f"review needs what `pip install '.[review]'` in hyokasho's folder installs ({error})") from None
    try:
        reviewed = make_app(Corpus(folder), Pictures(raw))
        listening = listen(port)
    except NotACorpusError as error:
        raise _usage(str(error)) from None
    except OSError as error:
        raise _usage(f"cannot listen on port {port}: {error.strerror or error}") from None
    typer.echo(f"http://{HERE}:{listening.getsockname()[1]}/  (Ctrl-C ends it)")
    serve(reviewed, listening)


for question in (commands.sql, commands.compare, commands.diff):
    app.command()(question)


def main() -> None:
    """Entry point of the ``hyokasho`` command."""
    app()


if __name__ == "__main__":
    main()
