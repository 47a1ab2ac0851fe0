/* Hashing: folded words to word hashes, shingles. reference/sketching.py is its twin. */

#define HASH_BASE 0x9E3779B97F4A7C15ull
#define FMIX_A 0xFF51AFD7ED558CCDull
#define FMIX_B 0xC4CEB9FE1A85EC53ull
#define SAMPLE 3074457345618258602ull /* 2^64 / 6 */
enum { TURN = 11, LEAST = 6, MOST_WORDS = 8, LANES = 64 };

INLINE uint64_t mixed(uint64_t x)
{
    x = (x ^ x >> 33) * FMIX_A;
    x = (x ^ x >> 33) * FMIX_B;
    return x ^ x >> 33;
}

INLINE uint32_t mixed32(uint32_t x)
{
    x = (x ^ x >> 16) * 0x85EBCA6Bu;
    x = (x ^ x >> 13) * 0xC2B2AE35u;
    return x ^ x >> 16;
}

INLINE uint64_t first_bytes(uint64_t value, size_t count)
{
    return count >= 8 ? value : value & ((1ull << 8 * count) - 1);
}

/* Where words start and end, alternately; `edges` has room for one edge a byte and a block more. */
INLINE size_t edges_of_mask(uint32_t *edges, size_t count, uint64_t mask, uint32_t base)
{
    while (mask) {
        edges[count++] = base + (uint32_t)__builtin_ctzll(mask);
        mask &= mask - 1;
    }
    return count;
}

static size_t find_edges(uint32_t *edges, const uint8_t *bytes, size_t size)
{
    size_t count = 0;
    int before = 0;
    for (size_t i = 0; i <= size; i++) {
        int now = bytes[i] != 0;
        edges[count] = (uint32_t)i;
        count += (size_t)(now ^ before);
        before = now;
    }
    return count;
}

static void hash_words(uint64_t *hashes, const uint32_t *edges, size_t words, const uint8_t *bytes)
{
    for (size_t i = 0; i < words; i++) {
        const uint8_t *at = bytes + edges[2 * i];
        size_t size = edges[2 * i + 1] - edges[2 * i];
        uint64_t hash = first_bytes(load64(at), size);
        for (size_t done = 8; done < size; done += 8)
            hash = hash * HASH_BASE + first_bytes(load64(at + done), size - done);
        hashes[i] = mixed(hash);
    }
}

/* `hashes` has `size` zeroes after its last word, so that a text of fewer words is one shingle. */
INLINE size_t shingle_loop(uint64_t *shingles, const uint64_t *hashes, size_t words, int size)
{
    size_t made = words >= (size_t)size ? words - (size_t)size + 1 : words > 0;
    for (size_t i = 0; i < made; i++) {
        uint64_t sum = hashes[i];
        for (int place = 1; place < size; place++) {
            int turn = TURN * place;
            sum += hashes[i + (size_t)place] << turn | hashes[i + (size_t)place] >> (64 - turn);
        }
        shingles[i] = sum;
    }
    return made;
}

static size_t shingle(uint64_t *shingles, const uint64_t *hashes, size_t words, int size)
{
    return size == 5 ? shingle_loop(shingles, hashes, words, 5) : shingle_loop(shingles, hashes, words, size);
}

#if X86
WITH_AVX2 static size_t find_edges_avx2(uint32_t *edges, const uint8_t *bytes, size_t size)
{
    size_t count = 0;
    uint64_t carry = 0;
    const __m256i zero = _mm256_setzero_si256();
    for (size_t i = 0; i <= size; i += 64) {
        unsigned low = (unsigned)_mm256_movemask_epi8(
            _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(bytes + i)), zero));
        unsigned high = (unsigned)_mm256_movemask_epi8(
            _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(bytes + i + 32)), zero));
        uint64_t words = ~((uint64_t)high << 32 | low);
        count = edges_of_mask(edges, count, words ^ (words << 1 | carry), (uint32_t)i);
        carry = words >> 63;
    }
    return count;
}

WITH_AVX512 static size_t find_edges_avx512(uint32_t *edges, const uint8_t *bytes, size_t size)
{
    uint8_t order[64];
    for (int i = 0; i < 64; i++)
        order[i] = (uint8_t)i;
    const __m512i places = _mm512_loadu_si512(order);
    size_t count = 0;
    uint64_t carry = 0;
    for (size_t i = 0; i <= size; i += 64) {
        uint64_t words = _mm512_test_epi8_mask(_mm512_loadu_si512(bytes + i), _mm512_set1_epi8(-1));
        uint64_t mask = words ^ (words << 1 | carry);
        int found = __builtin_popcountll(mask);
        __m512i at = _mm512_maskz_compress_epi8(mask, places), base = _mm512_set1_epi32((int)i);
        carry = words >> 63;
        _mm512_storeu_si512(edges + count, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(at))));
        if (found > 16) {
            _mm512_storeu_si512(edges + count + 16, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(
                                                        _mm512_extracti32x4_epi32(at, 1))));
            _mm512_storeu_si512(edges + count + 32, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(
                                                        _mm512_extracti32x4_epi32(at, 2))));
            _mm512_storeu_si512(edges + count + 48, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(
                                                        _mm512_extracti32x4_epi32(at, 3))));
        }
        count += (size_t)found;
    }
    return count;
}

WITH_AVX512 INLINE __m512i mixed8(__m512i x)
{
    x = _mm512_mullo_epi64(_mm512_xor_si512(x, _mm512_srli_epi64(x, 33)), _mm512_set1_epi64((long long)FMIX_A));
    x = _mm512_mullo_epi64(_mm512_xor_si512(x, _mm512_srli_epi64(x, 33)), _mm512_set1_epi64((long long)FMIX_B));
    return _mm512_xor_si512(x, _mm512_srli_epi64(x, 33));
}

/* Eight words at a time: up to sixteen bytes of each, and the rare longer ones once more. */
WITH_AVX512 static void hash_words_avx512(uint64_t *hashes, const uint32_t *edges, size_t words, const uint8_t *bytes)
{
    size_t i = 0;
    const __m512i eight = _mm512_set1_epi64(8), ones = _mm512_set1_epi64(-1);
    for (; i + 8 <= words; i += 8) {
        __m512i pair = _mm512_loadu_si512(edges + 2 * i); /* start, end, start, end, ... */
        __m512i start = _mm512_and_si512(pair, _mm512_set1_epi64(0xFFFFFFFF));
        __m512i size = _mm512_sub_epi64(_mm512_srli_epi64(pair, 32), start);
        __mmask8 longer = _mm512_cmpgt_epi64_mask(size, eight);
        __m512i here = _mm512_min_epi64(size, eight);
        __m512i hash = _mm512_i64gather_epi64(start, bytes, 1);
        hash = _mm512_and_si512(hash, _mm512_srlv_epi64(ones, _mm512_slli_epi64(_mm512_sub_epi64(eight, here), 3)));
        if (longer) {
            __m512i rest = _mm512_min_epi64(_mm512_sub_epi64(size, eight), eight);
            __m512i tail = _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), longer, _mm512_add_epi64(start, eight),
                                                       bytes, 1);
            tail = _mm512_and_si512(tail,
                                    _mm512_srlv_epi64(ones, _mm512_slli_epi64(_mm512_sub_epi64(eight, rest), 3)));
            __m512i both = _mm512_add_epi64(_mm512_mullo_epi64(hash, _mm512_set1_epi64((long long)HASH_BASE)), tail);
            hash = _mm512_mask_mov_epi64(hash, longer, both);
        }
        _mm512_storeu_si512(hashes + i, mixed8(hash));
        unsigned longest = _mm512_cmpgt_epi64_mask(size, _mm512_set1_epi64(16));
        for (; longest; longest &= longest - 1) {
            size_t word = i + (size_t)__builtin_ctz(longest);
            hash_words(hashes + word, edges + 2 * word, 1, bytes);
        }
    }
    hash_words(hashes + i, edges + 2 * i, words - i, bytes);
}

WITH_AVX2 static size_t shingle_avx2(uint64_t *shingles, const uint64_t *hashes, size_t words, int size)
{
    return size == 5   ? shingle_loop(shingles, hashes, words, 5)
           : size == 3 ? shingle_loop(shingles, hashes, words, 3)
                       : shingle_loop(shingles, hashes, words, size);
}

WITH_AVX512 static size_t shingle_avx512(uint64_t *shingles, const uint64_t *hashes, size_t words, int size)
{
    return size == 5   ? shingle_loop(shingles, hashes, words, 5)
           : size == 3 ? shingle_loop(shingles, hashes, words, 3)
                       : shingle_loop(shingles, hashes, words, size);
}

#endif
