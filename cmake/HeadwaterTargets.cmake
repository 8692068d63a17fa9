# headwater_stage(NAME SOURCES ... LINKS ...): one static library a folder, named as the folder.
function(headwater_stage name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}")
    target_link_libraries(${name} PUBLIC ${ARG_LINKS} PRIVATE headwater_flags)
endfunction()

# headwater_test(NAME SOURCES ... LINKS ... [LABELS ...]): one cmocka program, one ctest.
# The program runs in its binary folder; HEADWATER_SOURCE_DIR names the checkout.
function(headwater_test name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;LABELS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE ${ARG_LINKS} PkgConfig::CMOCKA headwater_flags)
    target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}" "${CMAKE_SOURCE_DIR}/dedup/include")
    target_compile_definitions(${name} PRIVATE HEADWATER_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT 300 LABELS "${ARG_LABELS}")
endfunction()

# headwater_postgresql_test(NAME): the test NAME once more, with a PostgreSQL server of its own; its place is in
# HEADWATER_POSTGRESQL.
function(headwater_postgresql_test name)
    add_test(NAME ${name}_postgresql
        COMMAND Python3::Interpreter -B "${CMAKE_SOURCE_DIR}/tests/support/postgresql.py" $<TARGET_FILE:${name}>)
    set_tests_properties(${name}_postgresql PROPERTIES TIMEOUT 300 SKIP_RETURN_CODE 77)
endfunction()

# headwater_fuzz(NAME CORPUS LINKS ...): NAME.c defines LLVMFuzzerTestOneInput. With HEADWATER_FUZZ it
# becomes a libFuzzer program; under every compiler a ctest replays the corpus folder through it.
function(headwater_fuzz name)
    cmake_parse_arguments(ARG "" "CORPUS" "LINKS" ${ARGN})
    if(HEADWATER_FUZZ)
        add_executable(${name} ${name}.c)
        target_link_options(${name} PRIVATE -fsanitize=fuzzer)
        target_link_libraries(${name} PRIVATE ${ARG_LINKS} headwater_flags)
    else()
        add_executable(${name} ${name}.c "${CMAKE_SOURCE_DIR}/tests/support/fuzz_replay.c")
        target_link_libraries(${name} PRIVATE ${ARG_LINKS} headwater_flags)
    endif()
    target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}" "${CMAKE_SOURCE_DIR}/dedup/include")
    if(HEADWATER_FUZZ)
        add_test(NAME ${name} COMMAND ${name} -runs=0 "${ARG_CORPUS}")
    else()
        add_test(NAME ${name} COMMAND ${name} "${ARG_CORPUS}")
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endfunction()

# headwater_store_variant(NAME DEFINITION...): the store with other limits. With small ones, a state of a few items writes
# index runs and time blocks like a large one.
function(headwater_store_variant name)
    get_target_property(sources store SOURCES)
    list(TRANSFORM sources PREPEND "${CMAKE_SOURCE_DIR}/aggregator/store/")
    get_target_property(libraries store LINK_LIBRARIES)
    list(REMOVE_ITEM libraries headwater_flags)
    headwater_stage(${name} SOURCES ${sources} LINKS ${libraries})
    target_compile_definitions(${name} PRIVATE ${ARGN})
    # When clang-tidy gets a file twice, it reports the second one's va_list as uninitialized.
    set_target_properties(${name} PROPERTIES EXPORT_COMPILE_COMMANDS OFF)
endfunction()

# headwater_program_variant(NAME [STORE VARIANT] [SOURCES ...] [LINKS ...]): the whole program with these sources and
# libraries besides its own, and with this variant of the store.
function(headwater_program_variant name)
    cmake_parse_arguments(ARG "" "STORE" "SOURCES;LINKS" ${ARGN})
    get_target_property(sources headwater SOURCES)
    list(TRANSFORM sources REPLACE "^([^/].*)" "${CMAKE_SOURCE_DIR}/aggregator/\\1")
    get_target_property(libraries headwater LINK_LIBRARIES)
    if(ARG_STORE)
        list(TRANSFORM libraries REPLACE "^store$" ${ARG_STORE})
    endif()
    add_executable(${name} ${sources} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE ${libraries} ${ARG_LINKS})
    target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}")
    target_compile_definitions(${name} PRIVATE HEADWATER_VERSION="${PROJECT_VERSION}")
endfunction()
