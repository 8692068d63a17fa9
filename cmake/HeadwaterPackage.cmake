# cpack: a Debian package of what `cmake --install` lays down, with /usr for its prefix.
#
#   cmake --preset release && cmake --build --preset release && (cd build/release && cpack)
#
# dpkg-shlibdeps says which libraries it needs. The dictionaries, as bootstrap lists them, are recommended, so that apt
# installs them by default: without them few translations are recognised.
file(READ "${CMAKE_SOURCE_DIR}/bootstrap" script)
string(REGEX MATCH "dictionary_packages=\\(([^)]*)\\)" found "${script}")
string(REGEX MATCHALL "[^ \n]+" words "${CMAKE_MATCH_1}")
set(dictionaries "")
foreach(word IN LISTS words)
    if(word MATCHES "^(.*){(.*)}$") # bash's braces: a{b,c} are ab and ac
        set(before "${CMAKE_MATCH_1}")
        string(REPLACE "," ";" word "${CMAKE_MATCH_2}")
        list(TRANSFORM word PREPEND "${before}")
    endif()
    list(APPEND dictionaries ${word})
endforeach()
list(JOIN dictionaries ", " dictionaries)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME headwater)
set(CPACK_PACKAGE_CONTACT "The headwater authors <headwater@packages.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "feed aggregator that shows a story once")
set(CPACK_PACKAGE_DESCRIPTION "headwater polls RSS, Atom and JSON feeds, recognises which items tell one
story, as copies, rewrites, teasers or translations, and publishes one merged
feed with one entry a story. It runs from a timer and keeps its state in one
file.")
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_SOURCE_DIR}/packaging/finish.cmake")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "systemd | systemd-sysusers, ca-certificates, ${dictionaries}")
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(folder "${CMAKE_SOURCE_DIR}/packaging")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${folder}/conffiles" "${folder}/triggers" "${folder}/postinst"
    "${folder}/prerm" "${folder}/postrm")
include(CPack)
