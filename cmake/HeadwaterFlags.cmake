# Compiler flags that every target of ours gets: C17 without extensions, warnings as errors, hardening.
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

set(HEADWATER_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")
option(HEADWATER_TIDY "Run clang-tidy while building" OFF)

include(CheckPIESupported)
check_pie_supported(LANGUAGES C CXX)

add_library(headwater_flags INTERFACE)
target_compile_options(headwater_flags INTERFACE
    -Wall -Wextra -Wpedantic -Werror -Wshadow -Wformat=2 -Wpointer-arith -Wundef
    $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings>
    -fstack-protector-strong -fno-strict-aliasing
    -fmacro-prefix-map=${CMAKE_SOURCE_DIR}/=) # __FILE__ is told to the journal
target_compile_definitions(headwater_flags INTERFACE
    _POSIX_C_SOURCE=200809L _FILE_OFFSET_BITS=64
    $<$<CONFIG:Release,RelWithDebInfo>:_FORTIFY_SOURCE=2>)
target_link_options(headwater_flags INTERFACE -Wl,-z,relro,-z,now)
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
