# find_package(Sallyport CONFIG), then target_link_libraries(program Sallyport::sallyport).
get_filename_component(_sallyport_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
if(NOT TARGET Sallyport::sallyport)
  add_library(Sallyport::sallyport SHARED IMPORTED)
  set_target_properties(Sallyport::sallyport PROPERTIES
    IMPORTED_LOCATION "${_sallyport_prefix}/lib/libsallyport.so"
    IMPORTED_SONAME "libsallyport.so"
    INTERFACE_INCLUDE_DIRECTORIES "${_sallyport_prefix}/include")
endif()
unset(_sallyport_prefix)
