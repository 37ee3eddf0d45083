// grouped_sums(kinds, key, subkey, value, …): sums, group by group, of rows in any order. GROUP BY sorts all rows first, which takes half of
// the time of a report over very many of them; this looks each group up in a table in memory.
//
// `kinds` has a letter for each value: s is its sum, 0 of none; m its largest, absent of none; t three in one: how many there are, their sum
// and the largest. Values are integers or NULL, which counts nothing. Keys are integers, texts or NULL. The answer is a blob: for each pair of
// keys both of them, then the values. A key is a byte for its type (0: none, 1: an integer of eight bytes, 2: a text, its length in four bytes
// before it); a value a byte that says whether it is there, and eight bytes. Numbers are in the order of bytes of the machine.
//
// What cannot be summed up ends the statement at its row. The groups take no more memory than the connection allows: beyond it the code is
// SQLITE_TOOBIG.

#include "CSQLite.h"

#include <string.h>

enum { NONE = 0, INTEGER = 1, TEXT = 2, MOST_VALUES = 64 };

typedef struct {
    int type;
    int length;
    sqlite3_int64 number;
    unsigned char *text;
} Key;

typedef struct {
    Key key;
    Key subkey;
    sqlite3_uint64 present;
    sqlite3_int64 values[];
} Group;

typedef struct {
    Group **slots;
    int capacity;
    int count;
    int width;
    // Of each value of a group: how it comes about (n counts), and of which argument.
    char kinds[MOST_VALUES];
    int sources[MOST_VALUES];
    sqlite3_uint64 bytes;
    sqlite3_uint64 most_bytes;
    // Why it ended; what was summed up until then is freed without an answer.
    const char *fault;
    int code;
} Groups;

static void refuse(Groups *groups, int code, const char *fault) {
    groups->code = code;
    groups->fault = fault;
}

/// Memory within what the groups may take; NULL, with the fault, where there is none.
static void *allocate(Groups *groups, sqlite3_uint64 size) {
    if (size > groups->most_bytes - groups->bytes) {
        refuse(groups, SQLITE_TOOBIG, "grouped_sums: the groups take more memory than is allowed");
        return NULL;
    }
    void *memory = sqlite3_malloc64(size);
    if (memory == NULL) {
        refuse(groups, SQLITE_NOMEM, "grouped_sums: out of memory");
        return NULL;
    }
    groups->bytes += size;
    return memory;
}

static Key key_of(Groups *groups, sqlite3_value *value) {
    Key key = {NONE, 0, 0, NULL};
    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
        key.type = INTEGER;
        key.number = sqlite3_value_int64(value);
        break;
    case SQLITE_TEXT:
        key.type = TEXT;
        key.text = (unsigned char *)sqlite3_value_text(value);
        key.length = sqlite3_value_bytes(value);
        if (key.text == NULL) {
            refuse(groups, SQLITE_NOMEM, "grouped_sums: out of memory");
        }
        break;
    case SQLITE_NULL:
        break;
    default:
        refuse(groups, SQLITE_MISMATCH, "grouped_sums: a key is an integer, a text or NULL");
        break;
    }
    return key;
}

static int is_same(const Key *one, const Key *other) {
    if (one->type != other->type) {
        return 0;
    }
    return one->type == TEXT ? one->length == other->length && memcmp(one->text, other->text, (size_t)one->length) == 0
                             : one->number == other->number;
}

static sqlite3_uint64 mixed(sqlite3_uint64 hash, const Key *key) {
    hash = (hash ^ (sqlite3_uint64)key->number ^ (sqlite3_uint64)key->type) * 0x9E3779B97F4A7C15u;
    for (int index = 0; key->type == TEXT && index < key->length; index++) {
        hash = (hash ^ key->text[index]) * 0x100000001B3u;
    }
    return hash ^ (hash >> 29);
}

/// The place of a pair of keys: where it stands, or the free one where it would.
static int place_of(Group **slots, int capacity, const Key *key, const Key *subkey) {
    int place = (int)((mixed(mixed(0, key), subkey) >> 8) & (sqlite3_uint64)(capacity - 1));
    while (slots[place] != NULL && !(is_same(&slots[place]->key, key) && is_same(&slots[place]->subkey, subkey))) {
        place = (place + 1) & (capacity - 1);
    }
    return place;
}

static int grow(Groups *groups) {
    int capacity = groups->capacity == 0 ? 64 : groups->capacity * 2;
    size_t size = (size_t)capacity * sizeof(Group *);
    Group **slots = allocate(groups, size);
    if (slots == NULL) {
        return 0;
    }
    memset(slots, 0, size);
    for (int index = 0; index < groups->capacity; index++) {
        Group *group = groups->slots[index];
        if (group != NULL) {
            slots[place_of(slots, capacity, &group->key, &group->subkey)] = group;
        }
    }
    sqlite3_free(groups->slots);
    groups->bytes -= (sqlite3_uint64)groups->capacity * sizeof(Group *);
    groups->slots = slots;
    groups->capacity = capacity;
    return 1;
}

/// Takes the bytes of a text over, so that it outlives the row.
static int keep(Groups *groups, Key *key) {
    if (key->type != TEXT) {
        return 1;
    }
    unsigned char *text = allocate(groups, (sqlite3_uint64)key->length + 1);
    if (text == NULL) {
        return 0;
    }
    memcpy(text, key->text, (size_t)key->length);
    key->text = text;
    return 1;
}

/// The group of a pair of keys, made where there is none; NULL, with the fault, where there is no room for it.
static Group *group_of(Groups *groups, Key key, Key subkey) {
    if (groups->count * 2 >= groups->capacity && !grow(groups)) {
        return NULL;
    }
    int place = place_of(groups->slots, groups->capacity, &key, &subkey);
    if (groups->slots[place] != NULL) {
        return groups->slots[place];
    }
    Group *group = allocate(groups, sizeof(Group) + (sqlite3_uint64)groups->width * sizeof(sqlite3_int64));
    if (group == NULL) {
        return NULL;
    }
    if (!keep(groups, &key)) {
        sqlite3_free(group);
        return NULL;
    }
    if (!keep(groups, &subkey)) {
        sqlite3_free(key.type == TEXT ? key.text : NULL);
        sqlite3_free(group);
        return NULL;
    }
    group->key = key;
    group->subkey = subkey;
    group->present = 0;
    for (int index = 0; index < groups->width; index++) {
        group->values[index] = 0;
        if (groups->kinds[index] != 'm') {
            group->present |= (sqlite3_uint64)1 << index;
        }
    }
    groups->slots[place] = group;
    groups->count++;
    return group;
}

static void prepare(Groups *groups, int count, sqlite3_value **arguments) {
    int given = count - 3;
    const unsigned char *letters = given < 0 ? NULL : sqlite3_value_text(arguments[0]);
    if (letters == NULL || sqlite3_value_bytes(arguments[0]) != given) {
        refuse(groups, SQLITE_ERROR, "grouped_sums: a kind for each value is expected");
        return;
    }
    for (int index = 0; index < given; index++) {
        const char *kinds = letters[index] == 't' ? "nsm" : letters[index] == 'm' ? "m" : "s";
        for (; *kinds != 0; kinds++) {
            if (groups->width == MOST_VALUES) {
                refuse(groups, SQLITE_ERROR, "grouped_sums: too many values");
                return;
            }
            groups->kinds[groups->width] = *kinds;
            groups->sources[groups->width++] = index + 3;
        }
    }
}

/// Adds the values of a row to its group; what does not go is a fault.
static void add(Groups *groups, sqlite3_value **arguments) {
    Key key = key_of(groups, arguments[1]);
    Key subkey = key_of(groups, arguments[2]);
    Group *group = groups->fault == NULL ? group_of(groups, key, subkey) : NULL;
    for (int index = 0; group != NULL && index < groups->width; index++) {
        sqlite3_value *argument = arguments[groups->sources[index]];
        int type = sqlite3_value_type(argument);
        if (type == SQLITE_NULL) {
            continue;
        }
        char kind = groups->kinds[index];
        sqlite3_int64 value = kind == 'n' ? 1 : sqlite3_value_int64(argument);
        sqlite3_int64 *known = &group->values[index];
        sqlite3_uint64 mark = (sqlite3_uint64)1 << index;
        if (type != SQLITE_INTEGER || (kind != 'm' && __builtin_add_overflow(*known, value, known))) {
            refuse(groups, SQLITE_ERROR, "integer overflow");
            return;
        }
        if (kind == 'm' && ((group->present & mark) == 0 || *known < value)) {
            *known = value;
        }
        group->present |= mark;
    }
}

static void tell(sqlite3_context *context, const Groups *groups) {
    sqlite3_result_error(context, groups->fault, -1);
    sqlite3_result_error_code(context, groups->code);
}

static void step(sqlite3_context *context, int count, sqlite3_value **arguments) {
    Groups *groups = sqlite3_aggregate_context(context, sizeof(Groups));
    if (groups == NULL) {
        sqlite3_result_error_nomem(context);
        return;
    }
    if (groups->most_bytes == 0) {
        groups->most_bytes = *(const sqlite3_uint64 *)sqlite3_user_data(context);
        prepare(groups, count, arguments);
    }
    if (groups->fault == NULL) {
        add(groups, arguments);
    }
    // SQLite ends the statement at once, and has `finish` free what there is.
    if (groups->fault != NULL) {
        tell(context, groups);
    }
}

static sqlite3_uint64 size_of(const Key *key) {
    return key->type == NONE ? 1 : key->type == INTEGER ? 9 : 5 + (sqlite3_uint64)key->length;
}

static unsigned char *written(unsigned char *place, const Key *key) {
    *place++ = (unsigned char)key->type;
    if (key->type == INTEGER) {
        memcpy(place, &key->number, 8);
        return place + 8;
    }
    if (key->type == TEXT) {
        memcpy(place, &key->length, 4);
        memcpy(place + 4, key->text, (size_t)key->length);
        return place + 4 + key->length;
    }
    return place;
}

static void answer(sqlite3_context *context, const Groups *groups) {
    sqlite3_uint64 size = 0;
    for (int index = 0; index < groups->capacity; index++) {
        const Group *group = groups->slots[index];
        if (group != NULL) {
            size += size_of(&group->key) + size_of(&group->subkey) + (sqlite3_uint64)groups->width * 9;
        }
    }
    unsigned char *bytes = sqlite3_malloc64(size + 1);
    if (bytes == NULL) {
        sqlite3_result_error_nomem(context);
        return;
    }
    unsigned char *place = bytes;
    for (int index = 0; index < groups->capacity; index++) {
        const Group *group = groups->slots[index];
        if (group == NULL) {
            continue;
        }
        place = written(written(place, &group->key), &group->subkey);
        for (int value = 0; value < groups->width; value++) {
            *place++ = (unsigned char)((group->present >> value) & 1);
            memcpy(place, &group->values[value], 8);
            place += 8;
        }
    }
    sqlite3_result_blob64(context, bytes, size, sqlite3_free);
}

static void finish(sqlite3_context *context) {
    Groups *groups = sqlite3_aggregate_context(context, 0);
    if (groups == NULL) {
        sqlite3_result_null(context);
        return;
    }
    if (groups->fault != NULL) {
        tell(context, groups);
    } else {
        answer(context, groups);
    }
    for (int index = 0; index < groups->capacity; index++) {
        Group *group = groups->slots[index];
        if (group != NULL) {
            sqlite3_free(group->key.type == TEXT ? group->key.text : NULL);
            sqlite3_free(group->subkey.type == TEXT ? group->subkey.text : NULL);
            sqlite3_free(group);
        }
    }
    sqlite3_free(groups->slots);
}

int csqlite_add_grouped_sums(sqlite3 *database, sqlite3_int64 most_bytes) {
    sqlite3_uint64 *limit = sqlite3_malloc64(sizeof(sqlite3_uint64));
    if (limit == NULL) {
        return SQLITE_NOMEM;
    }
    *limit = most_bytes > 0 ? (sqlite3_uint64)most_bytes : 1;
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
    // SQLite frees the limit, also where the function is not added.
    return sqlite3_create_function_v2(database, "grouped_sums", -1, flags, limit, NULL, step, finish, sqlite3_free);
}
