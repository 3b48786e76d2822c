# jenjang_library(<name> SOURCES <file>... [PUBLIC <target>...] [PRIVATE <target>...])
# A folder's library. Headers are included from the root of the tree ("schema/area.h"). Without
# sources it is an interface target, so a folder of headers links like any other.
function(jenjang_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} INTERFACE ${ARG_PUBLIC} ${ARG_PRIVATE})
  endif()
endfunction()

# jenjang_executable(<name> SOURCES <file>... [LIBS <target>...])
# A program in build/<preset>/bin. Without sources it is left out.
function(jenjang_executable name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  if(ARG_SOURCES)
    add_executable(${name} ${ARG_SOURCES})
    target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE ${ARG_LIBS})
  endif()
endfunction()

# jenjang_allocator(<name>)
# The program gets its memory from mimalloc, unless a sanitizer watches over malloc.
function(jenjang_allocator name)
  if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
    target_link_options(${name} PRIVATE LINKER:--push-state,--no-as-needed ${MIMALLOC_LIBRARY}
      LINKER:--pop-state)
  endif()
endfunction()

# jenjang_tests(<name> SOURCES <file>... [LIBS <target>...] [LABELS <label>...]
#               [TIMEOUT <seconds>] [WHOLE] [SERIAL])
# One GoogleTest program of an area. Each test case is a ctest entry; with WHOLE the program is one
# entry (for suites whose set-up is dear), with SERIAL nothing runs beside it. ctest runs it in the
# root of the tree, so that it names golden files as "tests/...".
function(jenjang_tests name)
  cmake_parse_arguments(ARG "WHOLE;SERIAL" "TIMEOUT" "SOURCES;LIBS;LABELS" ${ARGN})
  foreach(file ${ARG_SOURCES})
    get_filename_component(path ${file} ABSOLUTE)
    set_property(GLOBAL APPEND PROPERTY JENJANG_TEST_FILES ${path})
  endforeach()
  if(NOT ARG_SOURCES)
    return()
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 60)
  endif()
  jenjang_executable(${name} SOURCES ${ARG_SOURCES} LIBS ${ARG_LIBS} GTest::gtest GTest::gtest_main)
  # One word: a list of labels does not survive gtest_discover_tests. Filters are regular
  # expressions.
  list(JOIN ARG_LABELS "-" label)
  set(properties LABELS ${label} TIMEOUT ${ARG_TIMEOUT})
  if(ARG_SERIAL)
    list(APPEND properties RUN_SERIAL ON)
  endif()
  if(ARG_WHOLE)
    add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(${name} PROPERTIES ${properties})
  else()
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST NO_PRETTY_VALUES
      WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
      PROPERTIES ${properties})
  endif()
endfunction()
