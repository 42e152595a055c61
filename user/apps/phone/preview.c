/* SPDX-License-Identifier: Apache-2.0 */
/*
 * phone-preview FONTS PICTURE MANIFEST OUT: every screen of the sealed world, in each language, as PNG
 * files in the directory OUT: the strip that display draws, and below it what the app draws. FONTS is
 * the directory of the phone's fonts, PICTURE the owner's picture as display is granted it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/picture/picture.h"
#include "user/apps/phone/shots.h"
#include "user/apps/phone/view.h"
#include "user/protocol/display.h"
#include "user/services/display/strip.h"

static struct contacts contacts;
static struct manifest manifest;
static uint32_t panel[PANEL_WIDTH * PANEL_HEIGHT];
static uint32_t picture[STRIP_PICTURE * STRIP_PICTURE];

static void draw(struct fonts *fonts, const struct model *m)
{
	static struct ui ui;
	struct strip strip = { .world = WORLD_SEALED, .minutes = 754, .picture = picture };
	struct canvas world = canvas_over(panel + PANEL_WIDTH * STRIP_HEIGHT, PANEL_WIDTH,
					  WORLD_HEIGHT, PANEL_WIDTH);
	struct damage damage;

	strip.mark[DISPLAY_MICROPHONE] = call_is_secure(&m->line.call) && !m->line.call.muted;
	strip.mark[DISPLAY_NETWORK] = m->own[0] != 0;
	strip_draw(panel, &strip);
	ui_init(&ui, fonts, PANEL_WIDTH, WORLD_HEIGHT);
	ui_begin(&ui, 0);
	view_draw(&ui, m);
	ui_end(&ui, &damage);
	for (int i = 0; i < damage.count; i++)
		scene_paint(ui.scene, fonts, &world, damage.rect[i]);
	if (ui.scene->dropped)
		fprintf(stderr, "phone-preview: %d items did not fit\n", ui.scene->dropped);
}

static int shoot(struct fonts *fonts, const struct shot *shot, enum language language,
		 const char *directory)
{
	static const char *const suffix[] = { "en", "zh" };
	static struct model m;
	char path[512];

	model_init(&m, &contacts, &manifest, language, 1);
	model_time(&m, 1000);
	shot->reach(&m);
	draw(fonts, &m);
	snprintf(path, sizeof(path), "%s/sealed-%s-%s.png", directory, shot->name,
		 suffix[language]);
	if (picture_write(path, panel, PANEL_WIDTH, PANEL_HEIGHT)) {
		perror(path);
		return 1;
	}
	return 0;
}

static struct fonts *open_fonts(const char *directory)
{
	char regular[512], semibold[512], wide[512], error[256];
	struct font_files files = { regular, semibold, wide };
	struct fonts *fonts;

	snprintf(regular, sizeof(regular), "%s/Inter-Regular.otf", directory);
	snprintf(semibold, sizeof(semibold), "%s/Inter-SemiBold.otf", directory);
	snprintf(wide, sizeof(wide), "%s/wqy-microhei.ttc", directory);
	fonts = fonts_open(&files, error, sizeof(error));
	if (!fonts)
		fprintf(stderr, "phone-preview: %s\n", error);
	return fonts;
}

/* At most `size` bytes of a file; the number read, 0 after an error, which is said. */
static size_t read_file(const char *path, void *to, size_t size)
{
	FILE *f = fopen(path, "rb");
	size_t length = f ? fread(to, 1, size, f) : 0;

	if (!length)
		perror(path);
	if (f)
		fclose(f);
	return length;
}

static bool read_manifest(const char *path)
{
	static struct manifest_errors errors;
	static char text[65536];
	size_t size = read_file(path, text, sizeof(text));

	if (size && !manifest_parse(&manifest, text, size, &errors))
		fprintf(stderr, "%s:%u: %s\n", path, errors.error[0].line, errors.error[0].text);
	return size && !errors.count;
}

int main(int count, char **word)
{
	struct fonts *fonts;
	int failed = 0;

	if (count != 5) {
		fprintf(stderr, "usage: phone-preview FONTS PICTURE MANIFEST OUT\n");
		return 2;
	}
	fonts = open_fonts(word[1]);
	if (!fonts || read_file(word[2], picture, sizeof(picture)) != sizeof(picture) ||
	    !read_manifest(word[3]))
		return 1;
	if (mkdir(word[4], 0777) && errno != EEXIST) {
		perror(word[4]);
		return 1;
	}
	contacts_read(&contacts, shots_contacts, strlen(shots_contacts));
	for (int i = 0; i < shots_count; i++)
		for (int language = 0; language < LANGUAGES; language++)
			failed |= shoot(fonts, &shots[i], (enum language)language, word[4]);
	fonts_close(fonts);
	return failed;
}
