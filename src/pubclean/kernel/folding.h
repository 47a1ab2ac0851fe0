/* Folding: UTF-8 in, folded words out, zero bytes between them. What is not UTF-8 parts words. */
#include "unicode_tables.h"

enum { GROWTH = 64, PAD = 64 }; /* the longest folding, and what vector stores may write past the end */

static uint8_t ascii_fold[128]; /* folded byte, 0 for a break */

static void make_ascii(void)
{
    for (int c = 0; c < 128; c++) {
        unsigned record = unicode_record[unicode_page[0] * 256 + c];
        ascii_fold[c] = record == WORD ? (uint8_t)c : record >= FOLDED ? unicode_pool[record - FOLDED + 1] : 0;
    }
}

/* Decode one code point; what is not UTF-8 is a single byte that parts words. */
INLINE unsigned decode(const uint8_t *at, size_t left, unsigned *size)
{
    unsigned c = at[0];
    *size = 1;
#define TAIL(i) ((at[i] & 0xC0) == 0x80)
    if (c >= 0xC2 && c < 0xE0 && left > 1 && TAIL(1)) {
        *size = 2;
        return (c & 0x1F) << 6 | (at[1] & 0x3F);
    }
    if (c >= 0xE0 && c < 0xF0 && left > 2 && TAIL(1) && TAIL(2)) {
        *size = 3;
        return (c & 0x0F) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3F);
    }
    if (c >= 0xF0 && c < 0xF5 && left > 3 && TAIL(1) && TAIL(2) && TAIL(3)) {
        unsigned code = (c & 7) << 18 | (at[1] & 0x3Fu) << 12 | (at[2] & 0x3Fu) << 6 | (at[3] & 0x3F);
        *size = 4;
        return code < 0x110000 ? code : 0;
    }
#undef TAIL
    return c < 0x80 ? c : 0;
}

INLINE uint8_t *encode3(uint8_t *out, unsigned c)
{
    *out++ = (uint8_t)(0xE0 | c >> 12);
    *out++ = (uint8_t)(0x80 | (c >> 6 & 0x3F));
    *out++ = (uint8_t)(0x80 | (c & 0x3F));
    return out;
}

INLINE unsigned length_of(uint8_t lead) { return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4; }

INLINE uint8_t *copied(uint8_t *out, const uint8_t *from, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        *out++ = from[i];
    return out;
}

/* Write a folding of several code points; `soft` says that the last token is whole unless a mark follows. */
static uint8_t *spell(uint8_t *out, unsigned record, int *soft)
{
    const uint8_t *at = unicode_pool + (record - FOLDED), *end = at + 1 + at[0];
    for (at++; at < end;) {
        uint8_t kind = *at;
        if (kind <= 2)
            at++;
        if (kind == 0 || kind == 1 || (kind > 2 && *soft))
            *out++ = 0;
        if (kind != 2)
            *soft = kind == 1;
        if (kind == 0)
            continue;
        unsigned size = length_of(*at);
        out = copied(out, at, size);
        at += size;
    }
    return out;
}

/* Fold the run of non-ASCII code points that begins at `*at`; the caller leaves GROWTH bytes for each. */
static uint8_t *fold_others(uint8_t *out, const uint8_t **at, const uint8_t *end, const uint8_t *room, int *soft)
{
    const uint8_t *in = *at;
    while (in < end && *in >= 0x80 && out < room) {
        unsigned size, c = decode(in, (size_t)(end - in), &size);
        if (c - 0xAC00u < 11172u) {
            unsigned place = c - 0xAC00u, tail = place % 28;
            if (*soft)
                *out++ = 0;
            *soft = 0;
            out = encode3(out, 0x1100 + place / 588);
            out = encode3(out, 0x1161 + place % 588 / 28);
            if (tail)
                out = encode3(out, 0x11A7 + tail);
            in += size;
            continue;
        }
        unsigned record = unicode_record[unicode_page[c >> 8] * 256 + (c & 255)];
        if (record >= FOLDED) {
            out = spell(out, record, soft);
        } else if (record == BREAK) {
            *out++ = 0;
            *soft = 0;
        } else if (record != IGNORE) {
            if (record == SINGLE || (record == WORD && *soft))
                *out++ = 0;
            if (record != MARK)
                *soft = record == SINGLE;
            out = copied(out, in, size);
        }
        in += size;
    }
    *at = in;
    return out;
}

/* Fold the ASCII that begins at `*at`; vector versions write up to PAD bytes past what they return. */
static uint8_t *fold_ascii(uint8_t *out, const uint8_t **at, const uint8_t *end)
{
    const uint8_t *in = *at;
    while (in < end && *in < 0x80)
        *out++ = ascii_fold[*in++];
    *at = in;
    return out;
}

#if X86
WITH_AVX2 static uint8_t *fold_ascii_avx2(uint8_t *out, const uint8_t **at, const uint8_t *end)
{
    const uint8_t *in = *at;
    const __m256i flip = _mm256_set1_epi8(0x20);
    while (end - in >= 32) {
        __m256i block = _mm256_loadu_si256((const __m256i *)in);
        unsigned high = (unsigned)_mm256_movemask_epi8(block);
        __m256i lower = _mm256_or_si256(block, flip);
        __m256i letter = _mm256_and_si256(_mm256_cmpgt_epi8(lower, _mm256_set1_epi8('a' - 1)),
                                          _mm256_cmpgt_epi8(_mm256_set1_epi8('z' + 1), lower));
        __m256i other = _mm256_or_si256(_mm256_and_si256(_mm256_cmpgt_epi8(block, _mm256_set1_epi8('0' - 1)),
                                                         _mm256_cmpgt_epi8(_mm256_set1_epi8('9' + 1), block)),
                                        _mm256_cmpeq_epi8(block, _mm256_set1_epi8('_')));
        __m256i folded = _mm256_or_si256(_mm256_and_si256(lower, letter), _mm256_and_si256(block, other));
        _mm256_storeu_si256((__m256i *)out, folded);
        if (high) {
            unsigned run = (unsigned)__builtin_ctz(high);
            *at = in + run;
            return out + run;
        }
        in += 32;
        out += 32;
    }
    *at = in;
    return fold_ascii(out, at, end);
}

WITH_AVX512 static uint8_t *fold_ascii_avx512(uint8_t *out, const uint8_t **at, const uint8_t *end)
{
    const uint8_t *in = *at;
    const __m512i low = _mm512_loadu_si512(ascii_fold), high = _mm512_loadu_si512(ascii_fold + 64);
    while (in < end) {
        size_t left = (size_t)(end - in), run = left < 64 ? left : 64;
        __m512i block = _mm512_maskz_loadu_epi8(run == 64 ? ~0ull : (1ull << run) - 1, in);
        uint64_t others = _mm512_movepi8_mask(block);
        _mm512_storeu_si512(out, _mm512_permutex2var_epi8(low, block, high));
        if (others)
            run = (size_t)__builtin_ctzll(others);
        in += run;
        out += run;
        if (others)
            break;
    }
    *at = in;
    return out;
}
#endif

typedef struct {
    uint8_t *bytes;
    size_t room, size;
} Folded;

/* Fold one text into `folded`: PAD zero bytes end it. 0 when there is no memory. */
static int fold(Folded *folded, const uint8_t *in, size_t size)
{
    const uint8_t *end = in + size;
    int soft = 0;
    folded->size = 0;
    if (!RESERVE(folded->bytes, folded->room, size + size / 2 + GROWTH + 2 * PAD))
        return 0;
    uint8_t *out = folded->bytes;
    while (in < end) {
        if (*in < 0x80) {
            if (soft)
                *out++ = 0;
            soft = 0;
#if X86
            out = level == AVX512 ? fold_ascii_avx512(out, &in, end)
                : level == AVX2   ? fold_ascii_avx2(out, &in, end)
                                  : fold_ascii(out, &in, end);
#else
            out = fold_ascii(out, &in, end);
#endif
        } else {
            /* room for what is left if it does not grow, and for one folding */
            size_t used = (size_t)(out - folded->bytes), left = (size_t)(end - in);
            if (!RESERVE(folded->bytes, folded->room, used + left + left / 2 + 2 * GROWTH + 2 * PAD))
                return 0;
            out = folded->bytes + used;
            const uint8_t *room = folded->bytes + folded->room - (left + GROWTH + 2 * PAD);
            out = fold_others(out, &in, end, room > out ? room : out + 1, &soft);
        }
    }
    memset(out, 0, PAD);
    folded->size = (size_t)(out - folded->bytes);
    return 1;
}
