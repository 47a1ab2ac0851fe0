"""Languages of texts and of the blocks of pages."""

from __future__ import annotations

import math
import subprocess
import sys
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubclean.kernel import language as kernel
from pubclean.kernel import language_reference as twin
from pubclean.language import (
    content_language,
    detect_language,
    detect_languages,
    langdetect_languages,
    page,
    page_languages,
)
from pubclean.language.table import CODES, LANE_CODES, load_table
from pubclean.page import UNDETERMINED, Language

SENTENCES = {
    "af": "Ons het gister die lank verlore boek in my ouma se kombuis gevind.",
    "ar": "ذهبنا أمس إلى السوق واشترينا بعض الخبز والفواكه الطازجة.",
    "bg": "Вчера намерихме старата книга в кухнята на баба ми.",
    "bn": "গতকাল আমরা বাজারে গিয়ে তাজা ফল কিনেছি।",
    "ca": "Ahir vam trobar el llibre vell a la cuina de la meva àvia.",
    "cs": "Včera jsme našli starou knihu v kuchyni mojí babičky.",
    "cy": "Fe ddaethon ni o hyd i'r hen lyfr yng nghegin fy mam-gu ddoe.",
    "da": "I går fandt vi den gamle bog i min bedstemors køkken, og den var ikke til at læse.",
    "de": "Gestern haben wir das alte Buch in der Küche meiner Großmutter gefunden.",
    "el": "Χθες βρήκαμε το παλιό βιβλίο στην κουζίνα της γιαγιάς μου.",
    "en": "Yesterday we found the old book in my grandmother's kitchen.",
    "es": "Ayer encontramos el libro viejo en la cocina de mi abuela.",
    "et": "Eile leidsime vana raamatu minu vanaema köögist.",
    "fa": "دیروز کتاب قدیمی را در آشپزخانه مادربزرگم پیدا کردیم.",
    "fi": "Eilen löysimme vanhan kirjan isoäitini keittiöstä.",
    "fr": "Hier, nous avons retrouvé le vieux livre dans la cuisine de ma grand-mère.",
    "gu": "ગઈકાલે અમને દાદીના રસોડામાંથી જૂનું પુસ્તક મળ્યું.",
    "he": "אתמול מצאנו את הספר הישן במטבח של סבתא שלי.",
    "hi": "कल हमें दादी की रसोई में वह पुरानी किताब मिली और हम बहुत खुश हुए।",
    "hr": "Jučer smo pronašli staru knjigu u kuhinji moje bake, ali nitko je nije htio čitati.",
    "hu": "Tegnap megtaláltuk a régi könyvet a nagymamám konyhájában.",
    "id": "Kemarin kami menemukan buku tua itu di dapur nenek saya.",
    "it": "Ieri abbiamo trovato il vecchio libro nella cucina di mia nonna.",
    "ja": "昨日、祖母の台所で古い本を見つけました。",
    "kn": "ನಿನ್ನೆ ಅಜ್ಜಿಯ ಅಡುಗೆಮನೆಯಲ್ಲಿ ಹಳೆಯ ಪುಸ್ತಕ ಸಿಕ್ಕಿತು.",
    "ko": "어제 할머니 부엌에서 오래된 책을 찾았습니다.",
    "lt": "Vakar radome seną knygą mano močiutės virtuvėje.",
    "lv": "Vakar mēs atradām veco grāmatu manas vecmāmiņas virtuvē.",
    "mk": "Вчера ја најдовме старата книга во кујната на баба ми.",
    "ml": "ഇന്നലെ മുത്തശ്ശിയുടെ അടുക്കളയിൽ പഴയ പുസ്തകം കണ്ടെത്തി.",
    "mr": "काल आम्हाला आजीच्या स्वयंपाकघरात जुने पुस्तक सापडले आणि आम्ही खूप आनंदी झालो.",
    "ne": "हिजो हामीले हजुरआमाको भान्सामा पुरानो किताब भेट्टायौं र धेरै खुसी भयौं।",
    "nl": "Gisteren vonden we het oude boek in de keuken van mijn grootmoeder.",
    "no": "I går fant vi den gamle boka på kjøkkenet til bestemor, og vi ble veldig glade.",
    "pa": "ਕੱਲ੍ਹ ਸਾਨੂੰ ਦਾਦੀ ਦੀ ਰਸੋਈ ਵਿੱਚ ਪੁਰਾਣੀ ਕਿਤਾਬ ਮਿਲੀ।",
    "pl": "Wczoraj znaleźliśmy starą książkę w kuchni mojej babci.",
    "pt": "Ontem encontramos o livro velho na cozinha da minha avó, e não conseguimos parar de ler.",
    "ro": "Ieri am găsit cartea cea veche în bucătăria bunicii mele.",
    "ru": "Вчера мы нашли старую книгу на кухне моей бабушки.",
    "sk": "Včera sme našli starú knihu v kuchyni mojej starej mamy.",
    "sl": "Včeraj smo našli staro knjigo v kuhinji moje babice, vendar je nihče ni hotel brati.",
    "so": "Shalay waxaan buuggii hore ka helnay jikada ayeeyaday.",
    "sq": "Dje gjetëm librin e vjetër në kuzhinën e gjyshes sime.",
    "sv": "Igår hittade vi den gamla boken i min mormors kök.",
    "sw": "Jana tulipata kitabu cha zamani jikoni kwa bibi yangu.",
    "ta": "நேற்று பாட்டியின் சமையலறையில் பழைய புத்தகத்தைக் கண்டோம்.",
    "te": "నిన్న అమ్మమ్మ వంటగదిలో పాత పుస్తకం దొరికింది.",
    "th": "เมื่อวานเราพบหนังสือเก่าในครัวของคุณยาย",
    "tl": "Kahapon ay natagpuan namin ang lumang aklat sa kusina ng aking lola.",
    "tr": "Dün büyükannemin mutfağında eski kitabı bulduk.",
    "uk": "Учора ми знайшли стару книжку на кухні моєї бабусі.",
    "ur": "کل ہمیں دادی کے باورچی خانے میں پرانی کتاب ملی۔",
    "vi": "Hôm qua chúng tôi đã tìm thấy cuốn sách cũ trong bếp của bà tôi.",
    "zh-Hans": "昨天我们在奶奶的厨房里找到了那本旧书。",
    "zh-Hant": "昨天我們在奶奶的廚房裡找到了那本舊書。",
}
FOREIGN = {
    "Armenian": "Երեկ մենք գտանք հին գիրքը տատիկիս խոհանոցում։",
    "Belarusian": "Учора мы знайшлі старую кнігу на кухні маёй бабулі.",
    "Basque": "Atzo liburu zaharra aurkitu genuen amonaren sukaldean.",
    "Esperanto": "Hieraŭ ni trovis la malnovan libron en la kuirejo de mia avino.",
    "Georgian": "გუშინ ბებიაჩემის სამზარეულოში ძველი წიგნი ვიპოვეთ.",
    "Icelandic": "Í gær fundum við gömlu bókina í eldhúsinu hennar ömmu.",
    "Irish": "Inné fuaireamar an seanleabhar i gcistin mo sheanmháthar.",
    "Khmer": "ម្សិលមិញយើងបានរកឃើញសៀវភៅចាស់",
    "Sorani": "دوێنێ کتێبە کۆنەکەمان لە چێشتخانەی داپیرمدا دۆزیەوە",
    "Zulu": "Izolo sithole incwadi endala ekhishini likagogo wami.",
}
LETTERS = (
    "aeéıŁß ő\u0301\u0308\u0323\u00ad\u200dжїй\u0306بةآ\u0653\u064bकिऱ中国國かカ가ωאთ"
    ". \n\0\ud800\U00020000\U0001f600ﬁＡ"
)
ANY_TEXT = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(exclude_categories=()), max_size=60),
    st.text(LETTERS, max_size=200),
    st.builds(lambda piece, times: piece * times, st.text(LETTERS, min_size=1, max_size=5), st.integers(1, 2500)),
    st.sampled_from(sorted(SENTENCES.values())),
)
needs_compiler = pytest.mark.skipif(kernel.native is None, reason="the compiled kernel was not built")


def test_every_language_is_known_by_a_sentence():
    assert set(SENTENCES) == set(CODES)
    found = detect_languages(SENTENCES.values())
    assert {code: one.code for code, one in zip(SENTENCES, found, strict=True)} == {code: code for code in SENTENCES}
    assert min(one.confidence for one in found) > 0.5


def test_capitals_and_decomposed_letters_change_nothing():
    for code, text in SENTENCES.items():
        assert detect_language(text.upper()).code == code
        assert detect_language(unicodedata.normalize("NFD", text)).code == code


@pytest.mark.parametrize("language", FOREIGN)
def test_a_language_we_do_not_know_is_undetermined(language):
    assert detect_language(FOREIGN[language]) == UNDETERMINED


@pytest.mark.parametrize("text", ["", " \n\t", "42", "2024-05-03", "…!?", "\0\0", "\ud800", "\u0301\u0308", "😀 → ∑"])
def test_what_has_no_letters_is_undetermined(text):
    assert detect_language(text) == UNDETERMINED


def test_both_written_forms_of_norwegian_are_one_language():
    nynorsk = "Eg veit ikkje kvifor dei ikkje har kome heim att frå byen enno."
    assert detect_language(nynorsk).code == "no"


def test_the_two_chinese_are_told_apart_and_not_taken_for_japanese():
    assert detect_language("资料库的设计与实现").code == "zh-Hans"
    assert detect_language("資料庫的設計與實現").code == "zh-Hant"
    assert detect_language("データベースの設計と実装").code == "ja"


def test_formulas_and_names_in_latin_letters_do_not_make_a_text_latin():
    assert detect_language("Мы используем метод PageRank и библиотеку TensorFlow для анализа").code == "ru"
    assert detect_language("この論文では Transformer を用いた手法を提案する").code == "ja"


def test_a_vague_word_is_no_sure_thing_and_a_sentence_is():
    assert detect_language("normal").confidence < 0.6
    assert detect_language(SENTENCES["fr"]).confidence > 0.99


def test_candidates_restrict():
    texts = [*SENTENCES.values(), *FOREIGN.values(), "normal", ""]
    assert {one.code for one in detect_languages(texts, candidates=("en", "fr"))} <= {"en", "fr", "und"}
    assert detect_language("normal", candidates=["de"]) == Language("de", 1.0)
    assert detect_language(SENTENCES["ru"], candidates=["de"]) == UNDETERMINED
    assert detect_language(SENTENCES["zh-Hant"], candidates=["zh-Hans"]).code == "zh-Hans"


def test_candidates_have_aliases():
    chinese = [SENTENCES["zh-Hans"], SENTENCES["zh-Hant"]]
    assert [one.code for one in detect_languages(chinese, candidates=("en", "zh"))] == ["zh-Hans", "zh-Hant"]
    assert detect_language(SENTENCES["no"], candidates=("nb", "nn", "da")).code == "no"


def test_candidates_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match=r"unknown languages eo, xx: known are af, ar, .*, zh"):
        detect_language("text", candidates=("xx", "en", "eo"))
    with pytest.raises(ValueError, match="empty"):
        detect_language("text", candidates=())
    with pytest.raises(TypeError, match=r"write \('en',\)"):
        detect_language("text", candidates="en")


def test_missing_values_are_empty_texts_and_anything_else_is_refused():
    assert (
        detect_languages(iter([None, math.nan, "", np.str_("Hier, nous avons trouvé ce livre")]))[:3]
        == [UNDETERMINED] * 3
    )
    assert detect_languages([]) == []
    for texts, advice in (("text", r"use \[text\]"), ([b"text"], "decode"), ([1.5], "float"), (7, "iterable")):
        with pytest.raises(TypeError, match=advice):
            detect_languages(texts)
    with pytest.raises(TypeError, match="decode"):
        detect_language(b"text")


@given(st.lists(ANY_TEXT, max_size=6))
@settings(deadline=None)
def test_each_text_is_judged_alone(texts):
    together = detect_languages(texts)
    assert together == [detect_language(text) for text in texts]
    assert all(one.code in CODES or one == UNDETERMINED for one in together)
    assert all(0 <= one.confidence <= 1 for one in together)


@needs_compiler
@given(st.lists(ANY_TEXT, max_size=6), st.sampled_from([-1, 1 << 1, 1 << 2 | 1 << 5, 0]))
@settings(deadline=None)
def test_the_kernel_and_its_twin_give_the_same_bits(texts, allowed):
    allowed &= (1 << len(LANE_CODES)) - 1
    for ours, theirs in zip(
        kernel.score_languages(texts, load_table(), allowed),
        twin.score_languages(texts, load_table(), allowed),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, theirs)


@needs_compiler
def test_the_kernel_and_its_twin_agree_at_the_last_letter_that_is_read():
    most = twin.MOST_LETTERS
    texts = [
        "a" * most + "\u0301",
        "a" * (most - 1) + "e\u0301\u0301 d",
        "a" * (most - 2) + ". b\u0301c",
        "a\u0301\u0323\u0308" * most,
        "中a" * most,
        " é" * 3 * most,
        "-" * 5000 + "fin" + "-" * 5000 + "\u0301fin",
    ]
    everything = (1 << len(LANE_CODES)) - 1
    for ours, theirs in zip(
        kernel.score_languages(texts, load_table(), everything),
        twin.score_languages(texts, load_table(), everything),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, theirs)


@needs_compiler
@given(st.lists(ANY_TEXT, max_size=20))
@settings(deadline=None)
def test_blocks_lean_alike_in_the_kernel_and_its_twin(texts):
    for ours, theirs in zip(page.lean_in_kernel(texts), page.lean_in_numpy(texts), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@needs_compiler
def test_a_word_scores_the_same_when_it_is_remembered():
    texts = [*SENTENCES.values(), *FOREIGN.values(), "mot" * 4, "mot" * 5, "mot" * 6, "a", "é" * 15, "é" * 16]
    everything = (1 << len(LANE_CODES)) - 1
    first, _ = kernel.score_languages(texts * 2, load_table(), everything)
    again, _ = kernel.score_languages(texts * 2, load_table(), everything)
    expected, _ = twin.score_languages(texts * 2, load_table(), everything)
    np.testing.assert_array_equal(first, expected)
    np.testing.assert_array_equal(again, expected)


@needs_compiler
def test_without_a_compiler_the_answers_are_the_same(monkeypatch):
    texts = [*SENTENCES.values(), *FOREIGN.values()]
    alone, blocks = detect_languages(texts), page_languages(texts)
    monkeypatch.setattr(kernel, "native", None)
    monkeypatch.setattr(page, "native", None)
    assert detect_languages(texts) == alone
    assert page_languages(texts) == blocks


@needs_compiler
def test_the_kernel_refuses_buffers_of_another_size():
    table = load_table()._replace(pairs=np.zeros(5, np.uint16))
    with pytest.raises(ValueError, match="another table"):
        kernel.score_languages(["text"], table, 2)
    scores, facts = np.zeros((1, 48), np.int32), np.zeros((2, 2), np.int32)
    with pytest.raises(ValueError, match="int32"):
        kernel.native.score_languages(["text"], tuple(load_table()), 2, bytearray(4096 * 112), scores, facts)
    with pytest.raises(ValueError, match="words"):
        kernel.native.score_languages(["text"], tuple(load_table()), 2, bytearray(), scores, facts[:1])


@pytest.mark.parametrize("piece", ["e", "\u0301", "e\u0301", " ", "\0", "a ", "中", "\ud800", "x\n"])
def test_long_texts_are_taken(piece):
    assert detect_language(piece * 1_000_000)[0]


def test_the_blocks_of_a_page_lean_on_their_neighbours():
    blocks = ["Les publications de l'équipe", "Contact", "Nos projets en cours", "Menu", "2024", "Plan du site"]
    assert [one.code for one in page_languages(blocks)] == ["fr", "fr", "fr", "fr", "und", "fr"]


def test_foreign_runs_keep_their_language():
    abstract = "We measure the tides of twelve small lakes and find them smaller than those of large ones."
    page = [
        "Nous utilisons des cookies pour mesurer l'audience de ce site.",
        "Publications de l'équipe",
        "Tides of small lakes",
        abstract,
        "Journal of Limnology",
        "A simple model of winter levels",
        abstract,
        "Journal of Limnology",
        "Mentions légales et politique de confidentialité",
    ]
    assert [one.code for one in page_languages(page)] == ["fr"] * 2 + ["en"] * 6 + ["fr"]


def test_a_block_of_weight_zero_sways_nobody():
    page = ["Les publications de l'équipe de recherche", "Contact", "Nos projets en cours"]
    alone = detect_language("Contact").code
    assert [one.code for one in page_languages(page, weights=[0, 0, 0])] == ["fr", alone, "fr"]


@given(st.lists(ANY_TEXT, max_size=12))
@settings(deadline=None)
def test_a_page_of_anything_has_a_language_for_every_block(texts):
    found = page_languages(texts)
    assert len(found) == len(texts)
    assert all(one.code in CODES or one == UNDETERMINED for one in found)
    assert all(0 <= one.confidence <= 1 for one in found)


def test_where_a_long_page_is_cut_into_stretches_does_not_show(monkeypatch):
    rng = np.random.default_rng(5)
    words = [word for text in SENTENCES.values() for word in text.split()]
    page = [" ".join(rng.choice(words, rng.integers(1, 4))) for _ in range(300)]
    whole = page_languages(page)
    monkeypatch.setattr("pubclean.language.page.STRETCH", 7)
    assert page_languages(page) == whole


def test_the_language_of_the_content_is_that_of_most_of_it():
    english, french = Language("en", 0.9), Language("fr", 0.8)
    assert content_language([english, french, english], [100, 300, 500]) == Language("en", pytest.approx(0.6))
    assert content_language([UNDETERMINED, french], [900, 10]) == french
    assert content_language([], []) == content_language([UNDETERMINED], [5]) == UNDETERMINED


def test_the_original_langdetect_answers_in_our_words():
    texts = [SENTENCES["fr"], SENTENCES["zh-Hant"], "42", None]
    first = langdetect_languages(texts)
    assert [one.code for one in first] == ["fr", "zh-Hant", "und", "und"]
    assert langdetect_languages(texts) == first


def test_the_import_is_light():
    code = "import pubclean.language, sys; sys.exit('numpy' in sys.modules or 'langdetect' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - no input but these words
