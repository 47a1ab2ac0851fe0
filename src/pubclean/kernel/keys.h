/* Key → rows: what proposes the texts that an engine checks. */

enum { FULL = 32, PHRASE = 16 };
#define NONE UINT32_MAX
#define LISTED 0x80000000u /* this bit marks the place of a list; without it the value is the only row */
#define HOT (NONE - 1)     /* too many rows to propose any */

/* Key → rows: open addressing in key order, the first row in the slot itself, more in a list of up to FULL. */
typedef struct {
    uint32_t key, value;
} Slot;

typedef struct {
    Slot *slots;
    size_t size, used;
    uint32_t *lists; /* count, room, rows; freed ones are chained by room */
    size_t list_size, list_room;
    uint32_t vacant[4]; /* first freed list with room for 4, 8, 16, 32; place + 1 */
} Keys;

INLINE size_t home(const Keys *keys, uint32_t key) { return (size_t)((uint64_t)key * keys->size >> 32); }

INLINE Slot *find(const Keys *keys, uint32_t key)
{
    size_t at = home(keys, key);
    while (keys->slots[at].value != NONE && keys->slots[at].key != key)
        if (++at == keys->size)
            at = 0;
    return keys->slots + at;
}

static int grow_keys(Keys *keys, size_t size)
{
    Slot *old = keys->slots, *slots = bulk(size * sizeof *slots);
    size_t count = keys->size;
    if (!slots)
        return 0;
    memset(slots, 0xFF, size * sizeof *slots);
    keys->slots = slots;
    keys->size = size;
    for (size_t i = 0; i < count; i++)
        if (old[i].value != NONE)
            *find(keys, old[i].key) = old[i];
    free(old);
    return 1;
}

/* Make a list with room for 4 << kind rows; NONE when there is no memory. */
static uint32_t new_list(Keys *keys, int kind)
{
    if (keys->vacant[kind]) {
        uint32_t place = keys->vacant[kind] - 1;
        keys->vacant[kind] = keys->lists[place];
        return place;
    }
    size_t want = 2 + ((size_t)4 << kind);
    if (keys->list_size + want >= LISTED - FULL ||
        !RESERVE(keys->lists, keys->list_room, keys->list_size + want))
        return NONE;
    keys->list_size += want;
    return (uint32_t)(keys->list_size - want);
}

/* Let a key propose a row, up to FULL; where `hot`, none as soon as there are PHRASE. 0: there is no memory. */
static int insert(Keys *keys, uint32_t key, uint32_t row, int hot)
{
    Slot *slot = find(keys, key);
    if (slot->value == HOT)
        return 1;
    if (slot->value == NONE) {
        *slot = (Slot){key, row};
        keys->used++;
        return 1;
    }
    if (!(slot->value & LISTED)) {
        if (slot->value == row)
            return 1;
        uint32_t place = new_list(keys, 0);
        if (place == NONE)
            return 0;
        uint32_t *list = keys->lists + place;
        list[0] = 2;
        list[1] = 0;
        list[2] = slot->value;
        list[3] = row;
        slot->value = place | LISTED;
        return 1;
    }
    uint32_t place = slot->value & ~LISTED, count = keys->lists[place], kind = keys->lists[place + 1];
    if (count == FULL || keys->lists[place + 1 + count] == row)
        return 1;
    if (count == 4u << kind) {
        uint32_t wider = new_list(keys, (int)kind + 1);
        if (wider == NONE)
            return 0;
        memcpy(keys->lists + wider, keys->lists + place, (2 + count) * sizeof *keys->lists);
        keys->lists[wider + 1] = kind + 1;
        keys->lists[place] = keys->vacant[kind];
        keys->vacant[kind] = place + 1;
        slot->value = wider | LISTED;
        place = wider;
    }
    keys->lists[place + 2 + count] = row;
    keys->lists[place]++;
    if (hot && count + 1 == PHRASE) {
        keys->lists[place] = keys->vacant[kind];
        keys->vacant[kind] = place + 1;
        slot->value = HOT;
    }
    return 1;
}

/* The rows of a key and how many they are. */
INLINE const uint32_t *rows_of(const Keys *keys, const Slot *slot, size_t *count)
{
    *count = slot->value < LISTED;
    if (slot->value < LISTED || slot->value >= HOT)
        return &slot->value;
    const uint32_t *list = keys->lists + (slot->value & ~LISTED);
    *count = list[0];
    return list + 2;
}
