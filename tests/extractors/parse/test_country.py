"""The country of an address: named, or known by script, postcode, region or city."""

from __future__ import annotations

import pytest

from extractors.parse.country import find, names_country

NAMED = [
    ("Changshu City, Jiangsu Province 215562, P. R. China", "CN"),
    ("No. 21 Laoshan Road, Qingdao, P.R.China", "CN"),
    ("中国山东省青岛市崂山区试样路21号", "CN"),
    ("Hauptstraße 5, 70173 Stuttgart, Deutschland", "DE"),
    ("Hauptstr. 5, 70173 Stuttgart, GERMANY", "DE"),
    ("Atatürk Cad. No:5, Bornova, İzmir, TÜRKİYE", "TR"),  # dotted capital I
    ("Atatürk Cad. No:5, Bornova, Izmir / Turkey", "TR"),
    ("Calle Mayor 1, 28013 Madrid, España", "ES"),
    ("Rua Augusta 100, São Paulo, Brasil", "BR"),
    ("Москва, Россия", "RU"),
    ("台灣新北市三重區重新路五段609巷", "TW"),
    ("Kowloon, Hong Kong", "HK"),
    ("Seoul, Republic of Korea", "KR"),
    # the country is what an address ends with
    ("Hong Kong Road 5, Qingdao, China", "CN"),
    ("No. 5 India Street, Boston, MA 02109, USA", "US"),
    ("Guinea Street, Bristol, United Kingdom", "GB"),
    ("Mexico, New York 13114, USA", "US"),
    ("Albuquerque, New Mexico 87101", "US"),  # a state that has a country's name in it
    # one name, two places
    ("Atlanta, Georgia 30303", "US"),
    ("Tbilisi, Georgia", "GE"),
]


@pytest.mark.parametrize(("address", "code"), NAMED)
def test_a_country_that_is_named_is_beyond_doubt(address: str, code: str) -> None:
    assert find(address) == (code, 1.0)


GUESSED = [
    ("山东省青岛市崂山区试样路21号", "CN"),
    ("新北市三重區重新路五段609巷", "TW"),  # traditional characters, Taiwanese places
    ("서울특별시 강남구", "KR"),
    ("東京都港区みなと1丁目", "JP"),  # one hiragana is enough
    ("Αθήνα", "GR"),
    ("12 High Street, Leeds LS1 4AP", "GB"),
    ("Jordan Road 4, Oxford OX1 2JD", "GB"),  # a street is no country
    ("Victoria Road, London", "GB"),  # nor is it a city
    ("123 Main St, Springfield, IL 62704", "US"),
    ("GIDC, Vatva, Ahmedabad - 382 445", "IN"),
    ("Atatürk Cad. No:5, Bornova, İzmir", "TR"),
    ("5 rue de la Paix, 75002 Paris", "FR"),  # not the one in Texas
]


@pytest.mark.parametrize(("address", "code"), GUESSED)
def test_a_country_that_is_guessed_is_less_sure(address: str, code: str) -> None:
    found = find(address)
    assert found is not None
    assert found[0] == code
    assert 0.5 < found[1] < 1.0


@pytest.mark.parametrize("address", ["", "Unit 5", "PO Box 12", "123456"])
def test_no_country_where_nothing_tells(address: str) -> None:
    assert find(address) is None


# A country's name inside a longer word is no country; `Indianapolis` is not in India.
@pytest.mark.parametrize("text", ["Indianapolis", "Germantown", "Chinatown Buildings", "Leeds"])
def test_a_country_is_a_whole_word(text: str) -> None:
    assert not names_country(text)
