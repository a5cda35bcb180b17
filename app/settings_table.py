"""Every setting of the product in one table: name, default, meaning in Chinese and English, and where it is read.

The documentation's table is printed from here (tools/settings.py). The defaults are those of the code that reads them.
"""

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

from app.settings import JUDGING, KEEP_MB, ModelSettings
from app.web.configuration import Configuration
from app.web.crowd import WAITING
from index.encoder import DEFAULT
from index.reranker import SHIPPED
from index.settings import CLONE, Settings
from source.report import Language

PREFIX = "DUIZHAO_"
HEADS: dict[Language, tuple[str, str, str, str]] = {"zh": ("名称", "默认值", "含义", "读取处"), "en": ("name", "default", "meaning", "read in")}
NOT_SET: dict[Language, str] = {"zh": "不设", "en": "not set"}


@dataclass(frozen=True)
class Setting:
    """One setting. `default` is "" where it is not set."""

    name: str
    default: str
    zh: str
    en: str
    read: str

    def meaning(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


def settings() -> tuple[Setting, ...]:
    """All settings: what is read and searched, what is answered and by what written, the server's doors, its running."""
    return (*_places(), *_answering(), *_writing(), *_doors(), *_running())


def _places() -> tuple[Setting, ...]:
    read, plain = "index/settings.py", Settings()
    return (
        Setting("DUIZHAO_SOURCE", str(plain.source.relative_to(CLONE)), "报告所在的文件夹；--source 优先", "the folder of the reports; --source wins", read),
        Setting(
            "DUIZHAO_STORE",
            os.path.relpath(plain.store, CLONE),
            "索引所在的文件夹，或 Chroma 服务器的地址（http:// 或 https://）；--store 优先",
            "the folder of the index, or the address of a Chroma server (http:// or https://); --store wins",
            read,
        ),
        Setting(
            "DUIZHAO_ENCODER",
            plain.encoder,
            "另一个 sentence-transformers 编码模型，写路径或名称；换了要重建索引",
            "another sentence-transformers encoder, by path or name; the index has to be built anew",
            read,
        ),
        Setting("DUIZHAO_RERANKER", plain.reranker, "另一个重排模型，写路径或名称；none 表示不用", "another reranker, by path or name; none for none", read),
    )


def _answering() -> tuple[Setting, ...]:
    read = "app/settings.py"
    return (
        Setting(
            "DUIZHAO_THRESHOLD",
            str(JUDGING[DEFAULT, SHIPPED].threshold),
            "置信度达到多少才回答，0 到 1；越高，拒答越多，答错越少",
            "the confidence from which a question is answered, 0 to 1; higher refuses more and errs less",
            read,
        ),
        Setting(
            "DUIZHAO_KEEP",
            "",
            "把提问、回答和评价存到哪里：文件路径或 SQLAlchemy 的 URL；不设就不存",
            "where questions, answers and feedback are kept: a file or an SQLAlchemy URL; not set, nothing is kept",
            read,
        ),
        Setting(
            "DUIZHAO_KEEP_MB",
            str(KEEP_MB),
            "DUIZHAO_KEEP 的 SQLite 文件最多存多少 MB；满了就不再存，照常回答；其他数据库请在数据库里另设上限",
            "megabytes that the SQLite file of DUIZHAO_KEEP may hold; once it is full nothing more is kept, and questions are answered as before; other databases have limits of their own",
            read,
        ),
    )


def _writing() -> tuple[Setting, ...]:
    read, plain = "app/settings.py", ModelSettings("", "")
    defaults = {one.name: str(getattr(plain, one.name)) for one in fields(plain)} | {"rewrite": str(int(plain.rewrite)), "options": ""}
    return tuple(Setting(f"{PREFIX}LLM_{name.upper()}", default.removesuffix(".0"), *_WRITING[name], read) for name, default in defaults.items())


_WRITING = {
    "url": ("OpenAI 兼容的模型服务器的地址，写到 /v1；设了就由模型来写回答", "the address of an OpenAI-compatible model server, up to /v1; where it is set, the model writes the answers"),
    "model": ("模型服务器上的模型名", "the model’s name there"),
    "key": ("模型服务器的密钥", "the model server’s key"),
    "timeout": ("从提问到整个回答写完，最多多少秒；超过就用摘录的回答", "seconds from the question to the whole answer; after that the extractive answer stands in"),
    "first": ("等模型写出第一个字，最多多少秒", "seconds to the first word of the model’s reply"),
    "passages": ("最多给模型看多少段", "passages that the model is shown, at most"),
    "context": ("模型一次读写的上限，以词元计；放不下的段落不给它看", "tokens that the model reads and writes in one call; passages that would not fit are left out"),
    "unsupported": ("报告里找不到依据的句子怎么办：drop 略去，mark 标出", "what becomes of a sentence that the report does not support: drop or mark"),
    "check": (
        "每句话显示前怎样核对：own 只用内置核对；model 再请模型判断段落是不是这样说的，每句多调用一次",
        "what a sentence has to pass: own, Duizhao’s own check; model, also the model’s word on whether the passages say so, a short call a sentence",
    ),
    "lost": ("找不到依据的句子超过多大比例，就用摘录的回答，0 到 1", "the share of sentences without support above which the extractive answer stands in, 0 to 1"),
    "rewrite": ("1 表示由模型把追问补全，0 表示不用", "1: the model completes follow-up questions; 0: it does not"),
    "options": ("每次请求附带的其他字段，写成 JSON", "further fields of each request, as JSON"),
}


def _doors() -> tuple[Setting, ...]:
    read, plain = "app/web/configuration.py", Configuration()
    return (
        Setting(
            "DUIZHAO_ORIGINS",
            ",".join(plain.origins),
            "哪些来源（origin）的页面可以嵌入对话、调用接口，如 https://intranet.example，逗号分隔",
            "origins whose pages may embed the chat and call the API, such as https://intranet.example, with commas between",
            read,
        ),
        Setting(
            "DUIZHAO_HOSTS",
            ",".join(plain.hosts),
            "服务器的主机名，不带端口，逗号分隔；用其他主机名访问一律拒绝（防 DNS 重绑定），/healthz、/readyz、/metrics、/embed.js 除外。"
            "不设：有登录时不限；没有登录时只认 IP 地址、不带点的名称、局域网域名（.local、.internal、.lan 等）、本机名称和 DUIZHAO_ORIGINS 里的主机名",
            "names of the server, without ports, with commas between; requests under other names are refused (DNS rebinding), but for /healthz, /readyz, /metrics and /embed.js. "
            "Not set: with a login any name; without one IP addresses, names without a dot, those of local domains (.local, .internal, .lan ...), the machine’s own and the hosts of DUIZHAO_ORIGINS",
            read,
        ),
        Setting("DUIZHAO_LOGIN", "none", "密码文件（duizhao login 生成）；none 表示不用登录", "the password file (duizhao login writes it); none: no login", read),
        Setting(
            "DUIZHAO_SECRET",
            "",
            "用来给访客编号、登录会话和令牌签名的密钥，至少 32 个字符；不设则每次启动新生成，重启后要重新登录",
            "signs visitors’ ids, sessions and tokens, at least 32 characters; not set, a new one at each start, and all log in again",
            read,
        ),
        Setting(
            "DUIZHAO_EMBED_SECRET",
            plain.embed_secret,
            "嵌入页面的服务器凭它换取令牌，至少 32 个字符；不设就不发令牌",
            "what the server of an embedding page shows to obtain a token, at least 32 characters; not set, none is handed out",
            read,
        ),
        Setting("DUIZHAO_RATE", limit(plain.rate), "每位访客短时间内可以提多少次问", "how many questions one visitor may ask, within a short time", read),
        Setting("DUIZHAO_DAILY", limit(plain.daily), "每位访客一天可以提多少次问", "how many questions one visitor may ask in a day", read),
        Setting(
            "DUIZHAO_ADDRESS_RATE",
            limit(plain.address_rate),
            "每个网络地址可以提多少次问；整个办公室可能共用一个地址，所以定得高",
            "how many questions may come from one address; high, since a whole office may share one",
            read,
        ),
        Setting(
            "DUIZHAO_PROXIES",
            plain.proxies,
            "反向代理的地址或网段，逗号分隔；只信任由它们发来的 X-Forwarded-For 和 X-Forwarded-Proto",
            "addresses or networks of reverse proxies, with commas between; only their X-Forwarded-For and X-Forwarded-Proto count",
            read,
        ),
    )


def _running() -> tuple[Setting, ...]:
    read, plain = "app/web/configuration.py", Configuration()
    return (
        Setting(
            "DUIZHAO_LOG",
            plain.log_format,
            "日志：text 每个请求一行，json 同样内容的 JSON，none 只记出错",
            "the log: text, a line for each request; json, the same as JSON; none, only what went wrong",
            read,
        ),
        Setting("DUIZHAO_LOG_QUESTIONS", str(int(plain.log_questions)), "1 表示把问题写进日志", "1 writes questions into the log", read),
        Setting(
            "DUIZHAO_AT_ONCE",
            str(plain.at_once),
            f"同时处理多少个请求，对话页的提问另计，上限相同；最多还可以有 {WAITING} 倍的请求排队，再多就返回 503；队满时，占得最多的人让出一个位置",
            f"requests in work at once, and as many questions of the chat; {WAITING} times as many may wait, and beyond that one gets 503: in a full line whoever has most of it gives way",
            read,
        ),
        Setting("DUIZHAO_GRACE", f"{plain.grace:g}", "收到停止信号后，最多用多少秒把正在写的回答写完", "seconds that a server which is told to stop takes, at most, to finish answers", read),
    )


def limit(item: object) -> str:
    """A limit as it is written: 30/minute."""
    amount, _, times = str(item).partition(" per ")
    return f"{amount}/{times.removeprefix('1 ')}"


def table(language: Language) -> str:
    """The table in Markdown."""
    rows = [HEADS[language], ("---",) * 4]
    rows += [(f"`{one.name}`", f"`{one.default}`" if one.default else NOT_SET[language], one.meaning(language), f"`{one.read}`") for one in settings()]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def unread(environment: Mapping[str, str] | None = None) -> list[str]:
    """A sentence for each DUIZHAO_ name of the environment that nothing reads, with the name that is nearest to it."""
    known = [one.name for one in settings()]
    out: list[str] = []
    for name in sorted(os.environ if environment is None else environment):
        if name.upper().startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name.upper().removeprefix(PREFIX), [one.removeprefix(PREFIX) for one in known], 1)
            out.append(f"{name} is set and nothing reads it" + (f"; did you mean {PREFIX}{near[0]}?" if near else ""))
    return out
