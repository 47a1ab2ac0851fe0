/* The machine: which instructions there are, and memory in bulk. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__GNUC__) && defined(__x86_64__)
#define X86 1
#include <immintrin.h>
#define WITH_AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))
#define WITH_AVX512 \
    __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2")))
#else
#define X86 0
#endif

#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline))
#define PREFETCH(at) __builtin_prefetch(at)
#else
#define INLINE static inline
#define PREFETCH(at) ((void)(at))
#endif

#if X86
#define PAUSE() _mm_pause()
#else
#define PAUSE() ((void)0)
#endif

#if defined(__linux__)
#include <sys/mman.h>
#endif

enum { BASELINE, AVX2, AVX512 }; /* AVX512 is that of Ice Lake and Zen 4: with byte permutes and compression */

static int best_level(void)
{
#if X86
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vbmi") &&
        __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2"))
        return AVX512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"))
        return AVX2;
#endif
    return BASELINE;
}

static int level; /* set when the module is made; tests force it down */

INLINE uint64_t load64(const uint8_t *at)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    uint64_t value = 0;
    for (int i = 7; i >= 0; i--)
        value = value << 8 | at[i];
    return value;
#else
    uint64_t value;
    memcpy(&value, at, 8);
    return value;
#endif
}

INLINE void store64(uint8_t *at, uint64_t value)
{
    for (int i = 0; i < 8; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

/* memcpy that takes nothing from nowhere. */
INLINE void copy(void *to, const void *from, size_t size)
{
    if (size)
        memcpy(to, from, size);
}

/* Memory that is read at random: in huge pages where the system gives them. `unbulk` frees it. */
static void *bulk(size_t size)
{
#if defined(__linux__)
    /* not from malloc, which would keep as much again unused beside it, in pages as large */
    const size_t page = (size_t)2 << 20, whole = (size + page - 1) & ~(page - 1);
    if (size >= page) {
        uint8_t *at = mmap(NULL, whole + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (at == MAP_FAILED)
            return NULL;
        size_t before = -(uintptr_t)at & (page - 1);
        if (before)
            munmap(at, before);
        munmap(at + before + whole, page - before);
        madvise(at + before, whole, MADV_HUGEPAGE);
        return at + before;
    }
#endif
    return malloc(size ? size : 1);
}

static void unbulk(void *at, size_t size)
{
#if defined(__linux__)
    const size_t page = (size_t)2 << 20;
    if (size >= page) {
        munmap(at, (size + page - 1) & ~(page - 1));
        return;
    }
#endif
    (void)size;
    free(at);
}

/* Empty memory that is read at random. */
static void *zeroed(size_t count, size_t size)
{
    uint8_t *at = calloc(count ? count : 1, size);
#if defined(__linux__)
    const uintptr_t page = (uintptr_t)2 << 20, begin = ((uintptr_t)at + page - 1) & ~(page - 1);
    const uintptr_t end = ((uintptr_t)at + count * size) & ~(page - 1);
    if (at && begin < end)
        madvise((void *)begin, end - begin, MADV_HUGEPAGE);
#endif
    return at;
}

/* Make room for `want` items of `size` bytes, and for some when none are wanted; 0 when there is no memory. */
static int reserve(void **items, size_t *room, size_t want, size_t size)
{
    if (want <= *room && *items)
        return 1;
    size_t more = *room + *room / 2 + 64;
    if (more < want)
        more = want;
    void *moved = realloc(*items, more * size);
    if (!moved)
        return 0;
    *items = moved;
    *room = more;
    return 1;
}
#define RESERVE(items, room, want) reserve((void **)&(items), &(room), (want), sizeof *(items))
