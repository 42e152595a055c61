# SPDX-License-Identifier: Apache-2.0

# HMAC_DRBG of Mbed TLS, from Debian's source package.
MBEDTLS := cache/mbedtls
MBEDTLS_SOURCES := $(addprefix $(MBEDTLS)/library/,hmac_drbg.c md.c platform_util.c sha256.c)
# Headers of a hosted C library that it includes without need, for where there is none.
MBEDTLS_FLAGS := -Iuser/services/random/mbedtls -isystem $(MBEDTLS)/include \
	'-DMBEDTLS_CONFIG_FILE="config.h"' -idirafter user/services/random/mbedtls/freestanding
CFLAGS_OF_$(MBEDTLS)/library := $(MBEDTLS_FLAGS) -w
$(eval $(call library,hmac_drbg,host native,$(MBEDTLS_SOURCES)))
$(foreach f,host native,$(call objects,$(f),$(MBEDTLS_SOURCES))): user/services/random/mbedtls/config.h

CFLAGS_OF_user/services/random := $(MBEDTLS_FLAGS)
CFLAGS_OF_user/services/random/test := $(MBEDTLS_FLAGS)
RANDOM := user/services/random/generator.c user/services/random/source.c
$(eval $(call native_program,random,user/services/random/main.c $(RANDOM),hmac_drbg virtio))

$(eval $(call host_test,random-generator,user/services/random/test/generator.c \
	user/services/random/generator.c,hmac_drbg,-lcrypto))
$(eval $(call host_test,random-source,user/services/random/test/source.c \
	user/services/random/source.c,virtio))
