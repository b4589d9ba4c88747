"""What `NATS_URL` says: one server or several of a cluster, by comma, and how to sign in to them."""

from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

PORT = 4222


@dataclass(frozen=True, slots=True)
class Servers:
    """Addresses for `nats-py`, and the credentials that hold for all of them."""

    urls: list[str]
    token: str | None = None
    user: str | None = None
    password: str | None = None


def servers_of(text: str) -> Servers:
    """`nats://token@h1:4222,nats://user:password@h2,tls://h3`: every one is tried, any will do.

    Where all say the same credentials, these also hold for the servers that the cluster tells of by itself;
    else each address keeps its own. Percent signs are read in the first case only.
    """
    parts = [_split(each.strip()) for each in text.split(",") if each.strip()]
    if not parts:
        raise ValueError("NATS_URL names no server")
    said = {(each.username, each.password) for each in parts}
    if len(said) > 1:
        return Servers([f"{each.scheme}://{each.netloc}" for each in parts])
    urls = [f"{each.scheme}://{each.netloc.rpartition('@')[2]}" for each in parts]
    ((user, password),) = said
    if password is None:
        return Servers(urls, token=unquote(user) if user else None)
    return Servers(urls, user=unquote(user or ""), password=unquote(password))


def _split(url: str) -> SplitResult:
    """With a scheme and a port."""
    parts = urlsplit(url if "://" in url else f"nats://{url}")
    if parts.scheme not in ("nats", "tls") or not parts.hostname:
        raise ValueError("NATS_URL is no address of a NATS server: nats://token@host:4222")
    return parts if parts.port else parts._replace(netloc=f"{parts.netloc.rstrip(':')}:{PORT}")
