// Where in the source text code stands: the line tables of an ELF file (DWARF 2 to 5, chapter "Line Number Information"), and nothing else of what debuggers
// read. A table of some MiB takes some milliseconds; whoever reads all of DWARF needs a second for it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

/// Bytes that are read one after the other. Whoever reads beyond the end gets zeros.
struct bytes {
    const uint8_t *at, *end;
};

static uint64_t fixed(struct bytes *b, size_t size) {
    uint64_t value = 0;
    if ((size_t)(b->end - b->at) < size) {
        b->at = b->end;
        return 0;
    }
    for (size_t i = 0; i < size && i < 8; i++) value |= (uint64_t)b->at[i] << (8 * i);
    b->at += size;
    return value;
}

static uint64_t unsigned_number(struct bytes *b) {
    uint64_t value = 0;
    for (unsigned shift = 0; b->at < b->end; shift += 7) {
        uint8_t byte = *b->at++;
        if (shift < 64) value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) break;
    }
    return value;
}

static int64_t signed_number(struct bytes *b) {
    uint64_t value = 0;
    unsigned shift = 0;
    while (b->at < b->end) {
        uint8_t byte = *b->at++;
        if (shift < 64) value |= (uint64_t)(byte & 0x7f) << shift;
        shift += 7;
        if (byte >= 0x80) continue;
        if (byte & 0x40 && shift < 64) value |= ~(uint64_t)0 << shift;
        break;
    }
    return (int64_t)value;
}

static const char *text(struct bytes *b) {
    const uint8_t *end = memchr(b->at, 0, (size_t)(b->end - b->at));
    if (!end) {
        b->at = b->end;
        return "";
    }
    const char *start = (const char *)b->at;
    b->at = end + 1;
    return start;
}

/// An object file in memory with the sections that are needed.
struct object {
    const uint8_t *map;
    size_t size;
    /// Of the first segment.
    uint64_t start;
    struct bytes lines, line_strings, strings;
};

static const char *text_at(struct bytes section, uint64_t offset) {
    if (offset >= (uint64_t)(section.end - section.at)) return "";
    section.at += offset;
    return text(&section);
}

static bool open_object(struct object *o, const char *path) {
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1) return false;
    bool is_mapped = fstat(fd, &status) == 0 && status.st_size >= (off_t)sizeof(Elf64_Ehdr);
    if (is_mapped) {
        o->size = (size_t)status.st_size;
        o->map = mmap(NULL, o->size, PROT_READ, MAP_PRIVATE, fd, 0);
        is_mapped = o->map != MAP_FAILED;
    }
    close(fd);
    return is_mapped;
}

static struct bytes section(const struct object *o, const Elf64_Shdr *header) {
    bool is_here = header->sh_type != SHT_NOBITS && !(header->sh_flags & SHF_COMPRESSED) && header->sh_offset <= o->size
        && header->sh_size <= o->size - header->sh_offset;
    return (struct bytes){o->map + (is_here ? header->sh_offset : 0), o->map + (is_here ? header->sh_offset + header->sh_size : 0)};
}

static bool find_sections(struct object *o) {
    const Elf64_Ehdr *elf = (const void *)o->map;
    if (memcmp(elf->e_ident, ELFMAG, SELFMAG) != 0 || elf->e_ident[EI_CLASS] != ELFCLASS64 || elf->e_ident[EI_DATA] != ELFDATA2LSB) return false;
    if (elf->e_shoff > o->size || (uint64_t)elf->e_shnum * sizeof(Elf64_Shdr) > o->size - elf->e_shoff || elf->e_shstrndx >= elf->e_shnum) return false;
    if (elf->e_phoff > o->size || (uint64_t)elf->e_phnum * sizeof(Elf64_Phdr) > o->size - elf->e_phoff) return false;
    const Elf64_Phdr *segments = (const void *)(o->map + elf->e_phoff);
    for (int i = elf->e_phnum - 1; i >= 0; i--) {
        if (segments[i].p_type == PT_LOAD) o->start = segments[i].p_vaddr - segments[i].p_vaddr % 4096;
    }
    const Elf64_Shdr *headers = (const void *)(o->map + elf->e_shoff);
    struct bytes names = section(o, &headers[elf->e_shstrndx]);
    for (int i = 0; i < elf->e_shnum; i++) {
        const char *name = text_at(names, headers[i].sh_name);
        if (strcmp(name, ".debug_line") == 0) o->lines = section(o, &headers[i]);
        if (strcmp(name, ".debug_line_str") == 0) o->line_strings = section(o, &headers[i]);
        if (strcmp(name, ".debug_str") == 0) o->strings = section(o, &headers[i]);
    }
    return o->lines.at < o->lines.end;
}

/// The header of the line table of one unit.
struct unit {
    const struct object *object;
    unsigned version;
    size_t offset_size;
    uint8_t address_size, shortest, line_range, first_special;
    int8_t line_base;
    const uint8_t *lengths;
    /// Directories and files, and the instructions behind them.
    struct bytes tables, program;
};

/// An entry of a table of version 5: its path and the number of its directory.
static const char *entry(const struct unit *u, struct bytes *b, struct bytes format, uint64_t *directory) {
    const char *path = "";
    for (uint64_t count = fixed(&format, 1); count > 0; count--) {
        uint64_t kind = unsigned_number(&format), form = unsigned_number(&format), value = 0;
        const char *string = "";
        switch (form) {
        case 0x08: string = text(b); break;
        case 0x1f: string = text_at(u->object->line_strings, fixed(b, u->offset_size)); break;
        case 0x0e: string = text_at(u->object->strings, fixed(b, u->offset_size)); break;
        case 0x0f: value = unsigned_number(b); break;
        case 0x0b: value = fixed(b, 1); break;
        case 0x05: value = fixed(b, 2); break;
        case 0x06: value = fixed(b, 4); break;
        case 0x07: value = fixed(b, 8); break;
        case 0x1e: fixed(b, 16); break;
        case 0x09: fixed(b, unsigned_number(b)); break;
        default: b->at = b->end; return "";
        }
        if (kind == 1) path = string;
        if (kind == 2) *directory = value;
    }
    return path;
}

static struct bytes skip_format(struct bytes *b) {
    struct bytes format = *b;
    for (uint64_t count = fixed(b, 1); count > 0; count--) {
        unsigned_number(b);
        unsigned_number(b);
    }
    return format;
}

/// The path of a file of the unit.
static void name_file(const struct unit *u, uint64_t number, struct sis_place *place) {
    struct bytes b = u->tables, directories, format = {NULL, NULL};
    const char *name = "", *directory = "";
    uint64_t wanted = 0, count = 0;
    if (u->version >= 5) {
        format = skip_format(&b);
        uint64_t ignored;
        count = unsigned_number(&b);
        directories = b;
        for (uint64_t i = 0; i < count && b.at < b.end; i++) entry(u, &b, format, &ignored);
        struct bytes file_format = skip_format(&b);
        uint64_t files = unsigned_number(&b);
        for (uint64_t i = 0; i <= number && i < files && b.at < b.end; i++) name = entry(u, &b, file_format, &wanted);
        for (uint64_t i = 0; i <= wanted && i < count && directories.at < directories.end; i++) directory = entry(u, &directories, format, &ignored);
    } else {
        directories = b;
        while (b.at < b.end && *text(&b)) {
        }
        for (uint64_t i = 1; i <= number && b.at < b.end && *b.at; i++) {
            name = text(&b);
            wanted = unsigned_number(&b);
            unsigned_number(&b);
            unsigned_number(&b);
        }
        for (uint64_t i = 1; i <= wanted && directories.at < directories.end && *directories.at; i++) directory = text(&directories);
    }
    bool is_whole = name[0] == '/' || !directory[0];
    snprintf(place->file, sizeof place->file, "%s%s%s", is_whole ? "" : directory, is_whole ? "" : "/", name);
}

struct row {
    uint64_t address, file;
    int64_t line;
};

/// Runs the program of a unit, and notes for each address the row that it falls in.
static void run(const struct unit *u, const uint64_t *addresses, size_t count, struct sis_place *places) {
    struct bytes b = u->program;
    struct row row = {0, 1, 1}, before = {0, 0, 0};
    bool has_before = false;
    while (b.at < b.end) {
        uint8_t code = *b.at++;
        bool is_row = false, is_end = false;
        if (code >= u->first_special) {
            unsigned step = code - u->first_special;
            row.address += step / u->line_range * u->shortest;
            row.line += u->line_base + (int)(step % u->line_range);
            is_row = true;
        } else if (code == 0) {
            uint64_t length = unsigned_number(&b);
            if (length == 0 || length > (uint64_t)(b.end - b.at)) return;
            struct bytes operand = {b.at + 1, b.at + length};
            if (*b.at == 1) is_row = is_end = true;
            if (*b.at == 2) row.address = fixed(&operand, length - 1);
            b.at += length;
        } else if (code == 1) {
            is_row = true;
        } else if (code == 2) {
            row.address += unsigned_number(&b) * u->shortest;
        } else if (code == 3) {
            row.line += signed_number(&b);
        } else if (code == 4) {
            row.file = unsigned_number(&b);
        } else if (code == 8) {
            row.address += (uint64_t)(255 - u->first_special) / u->line_range * u->shortest;
        } else if (code == 9) {
            row.address += fixed(&b, 2);
        } else {
            for (int i = u->lengths[code - 1]; i > 0; i--) unsigned_number(&b);
        }
        if (!is_row) continue;
        // What the linker has thrown away begins at 0.
        if (has_before && before.address && before.address < row.address) {
            for (size_t i = 0; i < count; i++) {
                if (addresses[i] < before.address || addresses[i] >= row.address || places[i].line) continue;
                places[i].line = (int)before.line;
                name_file(u, before.file, &places[i]);
            }
        }
        before = row;
        has_before = !is_end;
        if (is_end) row = (struct row){0, 1, 1};
    }
}

static bool next_unit(const struct object *o, struct bytes *b, struct unit *u) {
    if (b->end - b->at < 12) return false;
    *u = (struct unit){.object = o, .offset_size = 4};
    uint64_t length = fixed(b, 4);
    if (length == 0xffffffff) {
        u->offset_size = 8;
        length = fixed(b, 8);
    }
    if (length == 0 || length > (uint64_t)(b->end - b->at)) return false;
    struct bytes all = {b->at, b->at + length};
    b->at = all.end;
    u->version = (unsigned)fixed(&all, 2);
    if (u->version >= 5) fixed(&all, 2);
    uint64_t header = fixed(&all, u->offset_size);
    if (u->version < 2 || u->version > 5 || header > (uint64_t)(all.end - all.at)) return true;
    struct bytes program = {all.at + header, all.end};
    u->shortest = (uint8_t)fixed(&all, 1);
    if (u->version >= 4) fixed(&all, 1);
    fixed(&all, 1);
    u->line_base = (int8_t)fixed(&all, 1);
    u->line_range = (uint8_t)fixed(&all, 1);
    u->first_special = (uint8_t)fixed(&all, 1);
    if (!u->line_range || !u->first_special || all.end - all.at < u->first_special) return true;
    u->lengths = all.at;
    u->tables = (struct bytes){all.at + u->first_special - 1, program.at};
    if (u->tables.at <= program.at) u->program = program;
    return true;
}

void sis_find_places(const uint64_t *addresses, size_t count, struct sis_place *places) {
    memset(places, 0, count * sizeof *places);
    uint64_t *own = calloc(count, sizeof *own);
    struct sis_place *found = calloc(count, sizeof *found);
    Dl_info one, other;
    for (size_t i = 0; own && found && i < count; i++) {
        if (places[i].is_known || !dladdr((void *)(uintptr_t)addresses[i], &one) || !one.dli_fname) continue;
        struct object object = {0};
        // The program's own name may be one that leads nowhere from here.
        if (!open_object(&object, access(one.dli_fname, R_OK) == 0 && one.dli_fname[0] == '/' ? one.dli_fname : "/proc/self/exe")) continue;
        bool has_lines = find_sections(&object);
        for (size_t k = i; k < count; k++) {
            bool is_here = dladdr((void *)(uintptr_t)addresses[k], &other) && other.dli_fbase == one.dli_fbase;
            own[k] = is_here ? addresses[k] - (uint64_t)(uintptr_t)one.dli_fbase + object.start : 0;
            if (is_here) places[k].is_known = true;
        }
        struct bytes rest = object.lines;
        struct unit unit;
        memset(found, 0, count * sizeof *found);
        while (has_lines && next_unit(&object, &rest, &unit)) run(&unit, own, count, found);
        for (size_t k = i; k < count; k++) {
            if (!found[k].line) continue;
            places[k] = found[k];
            places[k].is_known = true;
        }
        munmap((void *)object.map, object.size);
    }
    free(own);
    free(found);
}
