// The tokenizer of the search: every character by itself, and beside it each pair of neighbours, so that any part of a word is found.

#include "CSQLite.h"

#include <string.h>

/// The length of the character that begins there, by its first byte; a byte that begins none is one by itself.
static int character_length(const unsigned char *text, int rest) {
    int length = *text < 0x80 ? 1 : *text >= 0xF0 ? 4 : *text >= 0xE0 ? 3 : *text >= 0xC0 ? 2 : 1;
    if (length > rest) {
        return 1;
    }
    for (int index = 1; index < length; index++) {
        if ((text[index] & 0xC0) != 0x80) {
            return 1;
        }
    }
    return length;
}

/// Blanks and control characters part words: they are no token, and no pair reaches over them.
static int parts_words(const unsigned char *text) {
    return *text <= 0x20;
}

static int create(void *context, const char **arguments, int count, Fts5Tokenizer **tokenizer) {
    (void)arguments;
    (void)count;
    *tokenizer = (Fts5Tokenizer *)context;
    return SQLITE_OK;
}

static void delete(Fts5Tokenizer *tokenizer) {
    (void)tokenizer;
}

/// A text gives each character, and at the same place the pair that begins with it. A question gives the pairs alone, which as a phrase
/// are exactly that part of a word; a question of one character gives that.
static int tokenize(
    Fts5Tokenizer *tokenizer, void *context, int flags, const char *bytes, int count,
    int (*token)(void *, int, const char *, int, int, int)) {
    (void)tokenizer;
    const unsigned char *text = (const unsigned char *)bytes;
    int is_question = (flags & FTS5_TOKENIZE_QUERY) != 0;
    int place = 0;
    while (place < count) {
        int length = character_length(text + place, count - place);
        int next = place + length;
        if (!parts_words(text + place)) {
            int has_next = next < count && !parts_words(text + next);
            int is_whole = place == 0 && next >= count;
            int result = SQLITE_OK;
            if (!is_question || is_whole) {
                result = token(context, 0, bytes + place, length, place, next);
            }
            if (result == SQLITE_OK && has_next) {
                int end = next + character_length(text + next, count - next);
                result = token(context, is_question ? 0 : FTS5_TOKEN_COLOCATED, bytes + place, end - place, place, end);
            }
            if (result != SQLITE_OK) {
                return result;
            }
        }
        place = next;
    }
    return SQLITE_OK;
}

int csqlite_add_tokenizer(sqlite3 *database) {
    fts5_api *api = NULL;
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(database, "SELECT fts5(?1)", -1, &statement, NULL);
    if (result != SQLITE_OK) {
        return result;
    }
    sqlite3_bind_pointer(statement, 1, (void *)&api, "fts5_api_ptr", NULL);
    sqlite3_step(statement);
    result = sqlite3_finalize(statement);
    if (result != SQLITE_OK || api == NULL) {
        return result != SQLITE_OK ? result : SQLITE_ERROR;
    }
    static int state;
    fts5_tokenizer tokenizer = {create, delete, tokenize};
    return api->xCreateTokenizer(api, "parts", &state, &tokenizer, NULL);
}
