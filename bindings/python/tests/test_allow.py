"""allow= and alpn= reach the core, in each form in which they may be given."""

import pytest

import sallyport


@pytest.mark.parametrize("allow", ["public", ["public", "10.0.0.0/8"], ("192.0.2.1",)])
def test_an_address_that_is_not_allowed_is_not_dialled(allow):
    with sallyport.Client(allow=allow, trust_env=False) as client, pytest.raises(sallyport.NetworkError) as caught:
        client.get("http://127.0.0.1:1/")
    assert caught.value.name == "ADDRESS_NOT_ALLOWED"


def test_an_address_that_is_allowed_is_dialled():
    client = sallyport.Client(allow=["public", "127.0.0.0/8"], trust_env=False, retries=0)
    with client, pytest.raises(sallyport.NetworkError) as caught:
        client.get("http://127.0.0.1:1/")
    assert caught.value.name == "CONNECT_REFUSED"


@pytest.mark.parametrize("name", ["allow", "alpn"])
def test_an_empty_list_is_no_limit_and_so_an_error(name):
    with pytest.raises(sallyport.UsageError, match=name + " is empty"):
        sallyport.Client(**{name: []})


def test_a_network_that_is_none_is_said_with_its_entry():
    with pytest.raises(sallyport.UsageError, match="10.0.0.0/99"):
        sallyport.Client(allow="10.0.0.0/99")
