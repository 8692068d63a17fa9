# Compiler flags that every target of ours gets: C17 without extensions, warnings, hardening. That warnings are errors
# is the presets' affair (CMAKE_COMPILE_WARNING_AS_ERROR): a compiler to come may warn of what none does today.
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "What is built where nothing else is said" FORCE)
endif()

set(HEADWATER_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")
option(HEADWATER_TIDY "Run clang-tidy while building" OFF)

include(CheckLinkerFlag)
include(CheckPIESupported)
check_pie_supported(LANGUAGES C CXX)

add_library(headwater_flags INTERFACE)
target_compile_options(headwater_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wformat=2 -Wpointer-arith -Wundef
    $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings>
    -fstack-protector-strong
    -fmacro-prefix-map=${CMAKE_SOURCE_DIR}/=) # __FILE__ is told to the journal
# libxml2 2.15 calls its tables of HTML's names deprecated, and has nothing in their place.
target_compile_definitions(headwater_flags INTERFACE _FILE_OFFSET_BITS=64 XML_DEPRECATED=)
# Linux's libraries show POSIX when they are asked; the BSDs' show everything until they are asked for less, and then hide
# SOCK_CLOEXEC too.
if(CMAKE_SYSTEM_NAME STREQUAL "NetBSD")
    target_compile_definitions(headwater_flags INTERFACE _NETBSD_SOURCE)
elseif(NOT CMAKE_SYSTEM_NAME MATCHES "BSD|DragonFly|Darwin")
    target_compile_definitions(headwater_flags INTERFACE _POSIX_C_SOURCE=200809L)
endif()
# What the makers of a distribution have set stays; -U because some compilers set it themselves.
if(NOT "${CMAKE_C_FLAGS}" MATCHES "_FORTIFY_SOURCE")
    target_compile_options(headwater_flags INTERFACE
        $<$<CONFIG:Release,RelWithDebInfo>:-U_FORTIFY_SOURCE> $<$<CONFIG:Release,RelWithDebInfo>:-D_FORTIFY_SOURCE=2>)
endif()
check_linker_flag(C -Wl,-z,relro,-z,now HEADWATER_LINKER_RELRO)
if(HEADWATER_LINKER_RELRO)
    target_link_options(headwater_flags INTERFACE -Wl,-z,relro,-z,now)
endif()
if(HEADWATER_SANITIZE)
    target_compile_options(headwater_flags INTERFACE
        -fsanitize=${HEADWATER_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(headwater_flags INTERFACE -fsanitize=${HEADWATER_SANITIZE})
endif()
if(HEADWATER_FUZZ)
    target_compile_options(headwater_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(HEADWATER_TIDY)
    find_program(HEADWATER_CLANG_TIDY NAMES clang-tidy clang-tidy-14 REQUIRED)
    set(CMAKE_C_CLANG_TIDY "${HEADWATER_CLANG_TIDY};--quiet")
endif()
