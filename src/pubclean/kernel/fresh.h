/* Keys of texts that were kept a moment ago and are not yet among an engine's keys. */

/* What was found of a key: how many rows it proposes or that it is HOT for good; the row, or the place of several
   among those of its share; and whether two texts of the round have it. */
typedef struct {
    uint32_t value;
    uint8_t standing, met;
} Found;

enum { IS_HOT = 255 };

/* A key and the last row it proposes: a place in `links` + 1. */
typedef struct {
    uint32_t key, last;
} FreshKey;

/* A row, numbered from 1, the place + 1 of the one before it, and how many they are. */
typedef struct {
    uint32_t row, older, count;
} Link;

/* What is known of a text: how the check reads it, with its repeated shingles when `raw`, and its closest row. */
typedef struct {
    View view;
    double best;
    uint32_t at; /* NONE: it repeats no row */
    int raw;
} Finding;

typedef struct {
    FreshKey *slots;
    Link *links;
    Finding **kept; /* by row, from `first` */
    size_t slot_room, link_room, kept_room, mask, link_count, kept_count, first;
} Fresh;

static void free_fresh(Fresh *fresh)
{
    free(fresh->slots);
    free(fresh->links);
    free(fresh->kept);
    memset(fresh, 0, sizeof *fresh);
}

/* Forget all, and make room for so many texts and keys; 0 when there is no memory. */
static int clear_fresh(Fresh *fresh, size_t first, size_t texts, size_t keys)
{
    size_t size = 64;
    while (size < keys + keys / 2)
        size *= 2;
    if (!RESERVE(fresh->slots, fresh->slot_room, size) || !RESERVE(fresh->links, fresh->link_room, keys + 1) ||
        !RESERVE(fresh->kept, fresh->kept_room, texts))
        return 0;
    memset(fresh->slots, 0, size * sizeof *fresh->slots);
    fresh->mask = size - 1;
    fresh->link_count = fresh->kept_count = 0;
    fresh->first = first;
    return 1;
}

INLINE FreshKey *find_fresh(const Fresh *fresh, uint32_t key)
{
    size_t at = key & fresh->mask;
    while (fresh->slots[at].last && fresh->slots[at].key != key)
        at = (at + 1) & fresh->mask;
    return fresh->slots + at;
}

/* The last of the rows a key won; none has no count. */
INLINE Link last_of(const Fresh *fresh, const FreshKey *won)
{
    return won->last ? fresh->links[won->last - 1] : (Link){0, 0, 0};
}

/* Whether a key proposes nothing any more, by the rows it had and those it won. */
INLINE int is_hot(unsigned standing, unsigned won, int copies)
{
    return standing == IS_HOT || (copies && standing + won >= PHRASE);
}

/* Let a key propose a row, numbered from 1, where `insert` would. */
INLINE void add_fresh(Fresh *fresh, uint32_t key, unsigned standing, uint32_t row, int copies)
{
    FreshKey *won = find_fresh(fresh, key);
    Link last = last_of(fresh, won);
    if (is_hot(standing, last.count, copies) || standing + last.count >= FULL || last.row == row)
        return;
    fresh->links[fresh->link_count++] = (Link){row, won->last, last.count + 1};
    *won = (FreshKey){key, (uint32_t)fresh->link_count};
}

/* Add to what keys propose on the desk what they won; return how many rows they propose now. */
static size_t add_won(const Fresh *fresh, Desk *desk, const uint32_t *keys, const Found *found, uint32_t count,
                      int copies)
{
    size_t most = 0;
    for (uint32_t i = 0; i < count; i++) {
        Span *span = desk->spans + i;
        const FreshKey *won = find_fresh(fresh, keys[i]);
        uint32_t more = last_of(fresh, won).count;
        int hot = is_hot(found[i].standing, more, copies);
        span->count = hot ? 0 : span->count;
        span->fresh = hot ? 0 : won->last;
        most += hot ? 0 : span->count + more;
    }
    return most;
}
