# What `cmake --install` puts into place: the program, the pattern engine as a library of its own that find_package(switchboard)
# finds (target switchboard::engine; examples/embed uses it), and the documents. The target `installable` builds all of it.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

add_library(switchboard_engine STATIC
  $<TARGET_OBJECTS:sb_base> $<TARGET_OBJECTS:sb_json> $<TARGET_OBJECTS:sb_pattern>)
set_target_properties(switchboard_engine PROPERTIES EXPORT_NAME engine OUTPUT_NAME switchboard LINKER_LANGUAGE CXX)
target_compile_features(switchboard_engine INTERFACE cxx_std_20)
target_include_directories(switchboard_engine INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(switchboard_engine INTERFACE simdjson::simdjson)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/switchboard)
file(WRITE ${CMAKE_BINARY_DIR}/generated/switchboard-config.cmake
"include(CMakeFindDependencyMacro)
find_dependency(simdjson ${simdjson_VERSION} EXACT)  # the archive has its inline functions
include(\${CMAKE_CURRENT_LIST_DIR}/switchboard-targets.cmake)
")
write_basic_package_version_file(${CMAKE_BINARY_DIR}/generated/switchboard-config-version.cmake
  COMPATIBILITY SameMinorVersion)

install(TARGETS switchboard RUNTIME)
install(TARGETS switchboard_engine EXPORT switchboard-targets ARCHIVE)
install(EXPORT switchboard-targets NAMESPACE switchboard:: DESTINATION ${package_dir})
install(FILES ${CMAKE_BINARY_DIR}/generated/switchboard-config.cmake
              ${CMAKE_BINARY_DIR}/generated/switchboard-config-version.cmake DESTINATION ${package_dir})
install(DIRECTORY include/switchboard DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

# The manual and the completions, printed by the program itself.
set(printed ${CMAKE_BINARY_DIR}/generated/printed)
set(printed_files "")
function(sb_print file)
  add_custom_command(OUTPUT ${printed}/${file}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${printed}
    COMMAND switchboard ${ARGN} > ${printed}/${file}
    DEPENDS switchboard VERBATIM)
  set(printed_files ${printed_files} ${printed}/${file} PARENT_SCOPE)
endfunction()
sb_print(switchboard.1 man)
sb_print(switchboard.bash completion bash)
sb_print(_switchboard completion zsh)
sb_print(switchboard.fish completion fish)
add_custom_target(printed ALL DEPENDS ${printed_files})
add_custom_target(installable DEPENDS switchboard switchboard_engine printed)
install(FILES ${printed}/switchboard.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${printed}/switchboard.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME switchboard)
install(FILES ${printed}/_switchboard DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${printed}/switchboard.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DOCDIR})
