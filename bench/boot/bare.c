/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bare KERNEL INITRD COMMAND-LINE BOOT FILE: the RAM of a virtual machine of ours, byte for byte as vmm leaves it when
 * it starts the guest, as an ELF file that QEMU loads into a bare machine. So both boot the same kernel from the
 * same place with the same device tree and seeds. (The tree describes devices that the bare machine has not; Linux
 * does not look at them before its first program.)
 *
 * It is vmm's own loader that runs here, on this PC, for the board of user/vmm/test/qemu/main.c. BOOT, from 1, is
 * how often the machine has booted: that program's source of seeds goes on from boot to boot, and so does ours.
 */
#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "user/protocol/display.h"
#include "user/protocol/random.h"
#include "user/vmm/board.h"
#include "user/vmm/bytes.h"

#define RAM_SIZE (512ull << 20)
#define POOL	 (12ull << 20)
#define PAGE	 4096u

/* Where the boot protocol's registers are set (Linux, Documentation/arch/arm64/booting.rst): the last page. */
#define SHIM (BOARD_RAM + RAM_SIZE - PAGE)

struct shim {
	uint32_t code[6];
	uint64_t tree, kernel;
};

static struct board board;
static struct shim shim = {
	.code = {
		0x580000c0, /* ldr x0, tree */
		0x580000e4, /* ldr x4, kernel */
		0xaa1f03e1, /* mov x1, xzr */
		0xaa1f03e2, /* mov x2, xzr */
		0xaa1f03e3, /* mov x3, xzr */
		0xd61f0080, /* br x4 */
	},
};

static _Noreturn void die(const char *what)
{
	perror(what);
	exit(1);
}

static void start(struct vm *vm, unsigned cpu, uint64_t pc, uint64_t x0)
{
	(void)vm;
	(void)cpu;
	shim.kernel = pc;
	shim.tree = x0;
}

static void stop(struct vm *vm, unsigned cpu)
{
	(void)vm;
	(void)cpu;
}

static void timer(struct vm *vm, unsigned cpu, uint64_t lr)
{
	(void)vm;
	(void)cpu;
	(void)lr;
}

static void publish(struct vm *vm, const void *at, uint64_t bytes)
{
	(void)vm;
	(void)at;
	(void)bytes;
}

static void say(struct vm *vm, const char *line)
{
	(void)vm;
	fprintf(stderr, "bare: %s\n", line);
}

static const struct vm_host host = {
	.timer = timer, .start = start, .stop = stop, .publish = publish, .log = say
};

/* The same bytes as that program's, for its BOOT-th boot. */
static void draw_seed(uint8_t *seed, unsigned long boot)
{
	uint64_t state = 1, words[RANDOM_BYTES / 8];

	for (unsigned long i = 0; i < boot; i++)
		for (unsigned j = 0; j < ARRAY_SIZE(words); j++)
			words[j] = state = state * 6364136223846793005u + 1442695040888963407u;
	memcpy(seed, words, VM_SEED);
}

static size_t no_random(struct random_backend *backend, uint8_t *to, size_t bytes)
{
	(void)backend;
	(void)to;
	(void)bytes;
	return 0;
}

static struct blob read_file(const char *path)
{
	int file = open(path, O_RDONLY);
	struct stat status;
	void *at;

	if (file < 0 || fstat(file, &status))
		die(path);
	at = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
	if (at == MAP_FAILED)
		die(path);
	close(file);
	return (struct blob){ at, (size_t)status.st_size };
}

static void *pages(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		die("mmap");
	return at;
}

/* What is written of `ram`, in bytes from its start. */
static uint64_t used(const uint64_t *ram)
{
	uint64_t words = RAM_SIZE / sizeof(*ram);

	while (words > 0 && ram[words - 1] == 0)
		words--;
	return (words * sizeof(*ram) + PAGE - 1) & ~(uint64_t)(PAGE - 1);
}

static Elf64_Phdr segment(uint64_t offset, uint64_t address, uint64_t size)
{
	return (Elf64_Phdr){
		.p_type = PT_LOAD,
		.p_flags = PF_R | PF_W | PF_X,
		.p_offset = offset,
		.p_vaddr = address,
		.p_paddr = address,
		.p_filesz = size,
		.p_memsz = size,
		.p_align = PAGE,
	};
}

/* Two segments: the used part of RAM, and the shim. */
static void write_elf(const char *path, const void *ram)
{
	uint64_t size = used(ram);
	struct {
		Elf64_Ehdr header;
		Elf64_Phdr segment[2];
	} head = {
		.header = {
			.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
				     EV_CURRENT },
			.e_type = ET_EXEC,
			.e_machine = EM_AARCH64,
			.e_version = EV_CURRENT,
			.e_entry = SHIM,
			.e_phoff = sizeof(head.header),
			.e_ehsize = sizeof(head.header),
			.e_phentsize = sizeof(Elf64_Phdr),
			.e_phnum = 2,
		},
		.segment = { segment(PAGE, BOARD_RAM, size),
			     segment(PAGE + size, SHIM, sizeof(shim)) },
	};
	FILE *file = fopen(path, "w");

	if (!file || fwrite(&head, sizeof(head), 1, file) != 1 || fseek(file, PAGE, SEEK_SET) ||
	    fwrite(ram, size, 1, file) != 1 || fwrite(&shim, sizeof(shim), 1, file) != 1 ||
	    fclose(file))
		die(path);
}

int main(int argc, char **argv)
{
	struct random_backend random = { no_random };
	struct board_parts parts = { .ram_size = RAM_SIZE, .cpus = 1, .random = &random };

	if (argc != 6) {
		fprintf(stderr, "usage: bare KERNEL INITRD COMMAND-LINE BOOT FILE\n");
		return 2;
	}
	parts.ram = pages(RAM_SIZE);
	parts.kernel = read_file(argv[1]);
	parts.initrd = read_file(argv[2]);
	parts.bootargs = argv[3];
	parts.pool = pages(POOL);
	parts.pool_size = POOL;
	parts.screen =
		(struct screen){ pages(WORLD_BYTES), PANEL_WIDTH, WORLD_HEIGHT, PANEL_STRIDE };
	board_init(&board, &host, &parts);
	draw_seed(board.vm.seed, strtoul(argv[4], NULL, 10));
	if (!vm_boot(&board.vm))
		return 1;
	write_elf(argv[5], parts.ram);
	return 0;
}
