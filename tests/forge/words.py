"""Invented words and sentences for filled forms: agencies, businesses and answers that exist nowhere."""

from __future__ import annotations

from random import Random

AGENCIES = (
    "霧沢市長",
    "星見町長",
    "架空県知事",
    "星見町教育委員会",
    "霧沢市・星見町広域連合長",
    "月舟村長",
    "虹ノ丘区長",
)
BUSINESSES = (
    "農園利用者登録",
    "温泉入湯税",
    "見守り訪問",
    "渡し船定期券",
    "学用品給付",
    "雪かき支援金",
    "図書配達",
    "井戸水検査",
)
SYSTEMS = (
    "受付窓口システム",
    "台帳管理システム",
    "通知発送システム",
    "共通番号連携サーバー",
    "電子申請受付基盤（Web）",
    "統合運用管理システム",
    "ｶｰﾄﾞ発行ｼｽﾃﾑ",
    "集計・帳票システム",
    "Kirisawa Link ver.2",
    "文書保管庫システム",
)
DIVISIONS = ("くらし部　窓口課", "こども未来局　給付係", "税務室", "情報推進部\nデジタル推進課", "みなと支所　住民係")
COMPANIES = ("株式会社あさぎり計算", "星見データ合同会社", "みどり印刷株式会社　霧沢支店", "(株)ノースベル・システムズ")
PEOPLE = (
    "利用の登録をした者",
    "登録者及びその同居者",
    "給付を受ける見込みのある児童",
    "届出をした事業主",
    "過去５年以内に利用した者",
)
LAWS = (
    "番号法第９条第１項　別表の{n}の項",
    "番号法第19条第8号に基づく主務省令第2条の表の{n}の項",
    "霧沢市個人番号利用条例第{n}条",
    "番号法第９条第２項及び星見町条例第{n}号",
    "住民に関する共通基準規則（架空）第{n}条の2第1項第3号",
)
SENTENCES = (
    "窓口では本人の確認書類を二人の職員が見て、写しは取らない。",
    "届出の内容は翌開庁日までに台帳へ入力し、入力した者とは別の者が点検する。",
    "利用者から電話を受けたときは、あらかじめ登録した合言葉を確かめる。",
    "端末は鍵のかかる部屋に置き、離席から3分で画面を閉じる。",
    "操作の記録は１年間保管し、毎月抜き取りで確認している。",
    "データの受渡しには専用の回線のみを使い、外部の媒体は使用しない。",
    "不要になった書類は、立会いの下で溶解処分とする。",
    "異動した職員の権限は、異動日の前日までに管理者が停止する。",
    "申請書には必要な欄だけを設け、余分な情報が書かれないようにしている。",
    "年2回の研修を行い、受講できなかった者には動画（e-learning）を案内する。",
    "委託先には四半期ごとに報告を求め、必要があれば現地を調べる。",
    "詳しくは https://kirisawa.example/guide/index.html に掲載している。",
    "名寄せには団体内統合利用番号を用い、氏名だけで結び付けることはしない。",
    "給付額の算定に必要な所得の情報を照会し、結果を台帳に取り込む。",
    "ﾊﾞｯｸｱｯﾌﾟは毎夜自動で取得し、離れた拠点で保管する。",
    "システムの保守は夜間に行い、作業の前後に記録を比べる。",
    "通知書の宛名は、印刷の直前に最新の住所へ更新する。",
    "個人番号は、照会に必要な画面を除いて表示されない。",
    "USBメモリの使用は、技術的に止めている。",
    "受付番号だけで検索できる画面を用意し、一覧での表示は10件までとする。",
)
NOUNS = ("登録", "照会", "通知", "点検", "発送", "集計", "更新", "廃棄", "受付", "検索")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
NOTHING = ("－", "-", "なし", "該当なし", "‐")


def sentence(rng: Random) -> str:
    """One sentence."""
    return rng.choice(SENTENCES)


def short(rng: Random) -> str:
    """A phrase of a few characters."""
    return rng.choice(
        (
            f"{rng.choice(NOUNS)}の都度",
            f"年{rng.randint(1, 12)}回",
            f"毎月{rng.randint(1, 28)}日",
            "随時",
            f"{rng.choice(NOUNS)}及び{rng.choice(NOUNS)}を行うため",
            rng.choice(DIVISIONS).replace("\n", "　"),
        )
    )


def paragraph(rng: Random, most: int = 4) -> str:
    """Some sentences on one line, sometimes with an indent."""
    return rng.choice(("", "　")) + "".join(sentence(rng) for _ in range(rng.randint(1, most)))


def bullets(rng: Random) -> str:
    """Lines with one kind of bullet or numbering."""
    count = rng.randint(2, 5)
    marks = rng.choice(
        (
            ["・"] * 9,
            "①②③④⑤⑥",
            [f"{n}．" for n in "１２３４５６"],
            [f"({n})" for n in range(1, 9)],
            [f"（{n}）" for n in "１２３４５６"],
            [f"{n}. " for n in range(1, 9)],
        )
    )
    return "\n".join(f"{marks[n]}{rng.choice((sentence, short))(rng)}" for n in range(count))


def headed(rng: Random) -> str:
    """Blocks under ＜…＞ headings."""
    left, right = rng.choice(("＜＞", "【】", "<>", "≪≫" if rng.random() < 0.1 else "＜＞"))
    names = rng.sample(SYSTEMS, rng.randint(1, 2))
    return "\n\n".join(f"{left}{name}における措置{right}\n{rng.choice((bullets, paragraph))(rng)}" for name in names)


def text(rng: Random, size: str = "small") -> str:
    """A text answer. ``size``: small (one or two lines), medium, large (up to about a page)."""
    if size == "small":
        return rng.choice((short, short, sentence, lambda r: paragraph(r, 2)))(rng)
    if size == "medium":
        return rng.choice((short, paragraph, bullets, headed))(rng)
    return "\n".join(rng.choice((paragraph, bullets, headed))(rng) for _ in range(rng.randint(2, 6)))


def date(rng: Random) -> str:
    """A date in one of the styles agencies write."""
    year, month, day = rng.randint(1, 7), rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice(
        (
            f"令和{year}年{month}月{day}日",
            f"令和{year}年{month}月{day}日".translate(WIDE),
            f"令和元年{month}月{day}日",
            f"平成{year + 23}年{month}月{day}日",
            f"{2018 + year}/{month}/{day}",
            f"R{year}.{month}.{day}",
            f"{2018 + year}年{month}月{day}日",
            f"令和{year}年{month}月{day}日（予定）",
        )
    )


def legal_basis(rng: Random) -> str:
    """Some citations."""
    return "\n".join(f"・{rng.choice(LAWS).format(n=rng.randint(1, 120))}" for _ in range(rng.randint(1, 3)))
