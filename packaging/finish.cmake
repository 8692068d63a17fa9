# What Debian wants of files that others take as they are; run by cpack over its folder, before it packs.
set(usr "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr")
set(source "${CMAKE_CURRENT_LIST_DIR}/..")
set(documents "${usr}/share/doc/headwater")

file(GLOB manuals "${usr}/share/man/man[0-9]/*.[0-9]")
execute_process(COMMAND gzip -9nf ${manuals} COMMAND_ERROR_IS_FATAL ANY)

file(COPY "${source}/packaging/copyright" DESTINATION "${documents}")
execute_process(COMMAND date -uR --reference "${source}/CHANGELOG.md" OUTPUT_VARIABLE date
                OUTPUT_STRIP_TRAILING_WHITESPACE)
file(COPY "${source}/CHANGELOG.md" DESTINATION "${documents}")
file(WRITE "${documents}/changelog" "headwater (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium\n\n"
     "  * What is new is told in CHANGELOG.md beside this file.\n\n"
     " -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
execute_process(COMMAND gzip -9nf "${documents}/changelog" COMMAND_ERROR_IS_FATAL ANY)
file(COPY "${source}/packaging/lintian" DESTINATION "${usr}/share")

# A lexicon that lies in the build folder is of this machine's dictionaries; the package compiles its own.
file(REMOVE_RECURSE "${usr}/share/headwater")
file(CHMOD "${documents}/changelog.gz" "${documents}/copyright" "${documents}/CHANGELOG.md"
     "${usr}/share/lintian/overrides/headwater"
     PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
