/* Key → rows: what proposes the texts that an engine checks. */

enum { FULL = 32, PHRASE = 16, SHELVES = 16, SHELF_BITS = 4, BOLDEST = 32 };
#define LISTED 0x80000000u /* this bit marks the place of a list; without it the value is the only row */
#define HOT UINT32_MAX     /* too many rows to propose any */

/* Rows are numbered from 1 here, so that no value is no row and empty memory is an empty table. */
typedef struct {
    uint32_t key, value;
} Slot;

/* A part of the keys, by their high bits: open addressing in key order, the first row in the slot itself, more in a
   list of up to FULL. */
typedef struct {
    Slot *slots;
    size_t size, used;
    uint32_t *lists; /* count, room, rows; freed ones are chained by room */
    size_t list_size, list_room;
    uint32_t vacant[4]; /* first freed list with room for 4, 8, 16, 32; place + 1 */
} Shelf;

/* Parted, so that threads can fill them side by side; in one piece, for the sake of large pages. */
typedef struct {
    Shelf shelves[SHELVES];
    size_t texts, awaited; /* looked up so far, and to come as far as is known: a shelf grows by these */
} Keys;

INLINE size_t shelf_of(uint32_t key) { return key >> (32 - SHELF_BITS); }

INLINE Slot *home(const Shelf *shelf, uint32_t key)
{
    return shelf->slots + (size_t)((uint64_t)(uint32_t)(key << SHELF_BITS) * shelf->size >> 32);
}

/* Ask for the memory that looking a key up will read: its slot, and later its list. */
INLINE void foresee_slot(const Keys *keys, uint32_t key) { PREFETCH(home(keys->shelves + shelf_of(key), key)); }

INLINE void foresee_list(const Keys *keys, uint32_t key)
{
    const Shelf *shelf = keys->shelves + shelf_of(key);
    uint32_t value = home(shelf, key)->value;
    if (value & LISTED && value != HOT)
        PREFETCH(shelf->lists + (value & ~LISTED));
}

INLINE Slot *find(const Shelf *shelf, uint32_t key)
{
    Slot *slot = home(shelf, key), *end = shelf->slots + shelf->size;
    while (slot->value && slot->key != key)
        if (++slot == end)
            slot = shelf->slots;
    return slot;
}

/* Give every shelf so many slots, or as many as before if they were more. */
static int grow_keys(Keys *keys, size_t size)
{
    Slot *old = keys->shelves->slots, *slots;
    size_t before = keys->shelves->size;
    size = size > before ? size : before;
    if (!(slots = zeroed(SHELVES * size, sizeof *slots)))
        return 0;
    for (size_t i = 0; i < SHELVES; i++) {
        Shelf *shelf = keys->shelves + i;
        shelf->slots = slots + i * size;
        shelf->size = size;
        for (const Slot *slot = old + i * before; slot < old + (i + 1) * before; slot++)
            if (slot->value)
                *find(shelf, slot->key) = *slot;
    }
    free(old);
    return 1;
}

/* Make room for so many keys in all, shelves being filled a little unevenly. */
static int expect_keys(Keys *keys, size_t count)
{
    size_t each = count / SHELVES, size = (each + each / 32) * 10 / 7 + 8;
    return size <= keys->shelves->size || grow_keys(keys, size);
}

static void free_keys(Keys *keys)
{
    free(keys->shelves->slots);
    for (size_t i = 0; i < SHELVES; i++)
        free(keys->shelves[i].lists);
}

static size_t keys_used(const Keys *keys)
{
    size_t used = 0;
    for (const Shelf *shelf = keys->shelves; shelf < keys->shelves + SHELVES; shelf++)
        used += shelf->used;
    return used;
}

static size_t keys_bytes(const Keys *keys)
{
    size_t bytes = 0;
    for (const Shelf *shelf = keys->shelves; shelf < keys->shelves + SHELVES; shelf++)
        bytes += shelf->size * sizeof(Slot) + shelf->list_room * sizeof(uint32_t);
    return bytes;
}

/* Make room for a key more: twice the room, or what the texts to come will want if they are like those before. */
static int widen(Keys *keys, const Shelf *shelf)
{
    double rate = 1 + (double)keys->awaited / (double)(keys->texts + 1), wanted = (double)shelf->used * rate * 10 / 7;
    size_t least = shelf->size * 2, most = shelf->size * BOLDEST;
    return grow_keys(keys, wanted < (double)least ? least : wanted > (double)most ? most : (size_t)wanted);
}

INLINE int is_full(const Shelf *shelf, size_t more) { return (shelf->used + more) * 10 >= shelf->size * 7; }

/* Make room for so many keys more in each shelf. */
static int make_room(Keys *keys, const size_t *more)
{
    for (size_t i = 0; i < SHELVES; i++)
        while (is_full(keys->shelves + i, more[i] + 1))
            if (!widen(keys, keys->shelves + i))
                return 0;
    return 1;
}

/* Make a list with room for 4 << kind rows; HOT when there is no memory. */
static uint32_t new_list(Shelf *shelf, uint32_t kind)
{
    if (shelf->vacant[kind]) {
        uint32_t place = shelf->vacant[kind] - 1;
        shelf->vacant[kind] = shelf->lists[place];
        return place;
    }
    size_t want = 2 + ((size_t)4 << kind);
    if (shelf->list_size + want >= LISTED - FULL || !RESERVE(shelf->lists, shelf->list_room, shelf->list_size + want))
        return HOT;
    shelf->list_size += want;
    return (uint32_t)(shelf->list_size - want);
}

static void drop_list(Shelf *shelf, uint32_t place)
{
    uint32_t kind = shelf->lists[place + 1];
    shelf->lists[place] = shelf->vacant[kind];
    shelf->vacant[kind] = place + 1;
}

/* Let a listed key propose one row more; 0 when there is no memory. */
static int lengthen(Shelf *shelf, Slot *slot, uint32_t row, int hot)
{
    uint32_t place = slot->value & ~LISTED, count = shelf->lists[place], kind = shelf->lists[place + 1];
    if (count == FULL || shelf->lists[place + 1 + count] == row)
        return 1;
    if (hot && count + 1 == PHRASE) {
        drop_list(shelf, place);
        slot->value = HOT;
        return 1;
    }
    if (count == 4u << kind) {
        uint32_t wider = new_list(shelf, kind + 1);
        if (wider == HOT)
            return 0;
        memcpy(shelf->lists + wider, shelf->lists + place, (2 + count) * sizeof *shelf->lists);
        shelf->lists[wider + 1] = kind + 1;
        drop_list(shelf, place);
        slot->value = wider | LISTED;
        place = wider;
    }
    shelf->lists[place + 2 + count] = row;
    shelf->lists[place]++;
    return 1;
}

/* Let a key propose a row, up to FULL; where `hot`, none as soon as there are PHRASE. 0: there is no memory. */
static int insert(Keys *keys, uint32_t key, uint32_t row, int hot)
{
    Shelf *shelf = keys->shelves + shelf_of(key);
    if (is_full(shelf, 1) && !widen(keys, shelf))
        return 0;
    Slot *slot = find(shelf, key);
    row++;
    if (!slot->value) {
        *slot = (Slot){key, row};
        shelf->used++;
        return 1;
    }
    if (slot->value == HOT || slot->value == row)
        return 1;
    if (slot->value & LISTED)
        return lengthen(shelf, slot, row, hot);
    uint32_t place = new_list(shelf, 0);
    if (place == HOT)
        return 0;
    const uint32_t list[4] = {2, 0, slot->value, row};
    memcpy(shelf->lists + place, list, sizeof list);
    slot->value = place | LISTED;
    return 1;
}

/* What a key proposes: rows, numbered from 1, and how many. */
INLINE const uint32_t *rows_of(const Keys *keys, uint32_t key, uint32_t *count)
{
    const Shelf *shelf = keys->shelves + shelf_of(key);
    const Slot *slot = find(shelf, key);
    *count = slot->value && slot->value < LISTED;
    if (slot->value < LISTED || slot->value == HOT)
        return &slot->value;
    const uint32_t *list = shelf->lists + (slot->value & ~LISTED);
    *count = list[0];
    return list + 2;
}
