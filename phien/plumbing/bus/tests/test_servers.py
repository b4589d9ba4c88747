"""What NATS_URL may say."""

import pytest

from phien.plumbing.bus.servers import Servers, servers_of


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("nats://t@h:4222", Servers(["nats://h:4222"], token="t")),
        ("nats://h", Servers(["nats://h:4222"])),
        ("t@h1, t@h2:4333,", Servers(["nats://h1:4222", "nats://h2:4333"], token="t")),
        (
            "nats://u:a%40b@h1,nats://u:a%40b@h2",
            Servers(["nats://h1:4222", "nats://h2:4222"], user="u", password="a@b"),
        ),
        (
            "nats://t1@h1,nats://u:p@h2:4333",
            Servers(["nats://t1@h1:4222", "nats://u:p@h2:4333"]),
        ),
        ("tls://t@h1,tls://t@[::1]:4333", Servers(["tls://h1:4222", "tls://[::1]:4333"], token="t")),
    ],
)
def test_one_server_or_several_with_one_credential_or_their_own(text: str, read: Servers) -> None:
    assert servers_of(text) == read


@pytest.mark.parametrize("text", ["", " , ", "redis://h:1", "nats://"])
def test_what_names_no_server_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="NATS_URL"):
        servers_of(text)
