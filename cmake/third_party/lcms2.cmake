# Little CMS reads profiles and applies those that are tables. Left out: IT8 files, PostScript, what needs half floats.
source_of(lcms2 lcms2)
set(lcms2_sources
  cmsalpha cmscam02 cmscnvrt cmserr cmsgamma cmsgmt cmsintrp cmsio0 cmsio1 cmslut cmsmd5 cmsmtrx cmsnamed cmsopt cmspack cmspcs cmsplugin
  cmssamp cmssm cmstypes cmsvirt cmswtpnt cmsxform)
list(TRANSFORM lcms2_sources PREPEND "${lcms2}/src/")
list(TRANSFORM lcms2_sources APPEND ".c")
add_library(lcms2 STATIC ${lcms2_sources})
third_party(lcms2)
target_include_directories(lcms2 SYSTEM PUBLIC "${lcms2}/include")
target_compile_definitions(lcms2 PRIVATE CMS_NO_HALF_SUPPORT=1 PUBLIC CMS_NO_REGISTER_KEYWORD=1)
if(NOT PIXLANE_THREADS)
  target_compile_definitions(lcms2 PRIVATE CMS_NO_PTHREADS=1)
endif()
# Profiles are read once a file, so small code is what counts. Of what runs for every pixel of a table profile, interpolation is as fast so.
foreach(file IN LISTS lcms2_sources)
  if(NOT file MATCHES "cms(opt|xform)\\.c$")
    set_source_files_properties("${file}" PROPERTIES COMPILE_OPTIONS "-Os")
  endif()
endforeach()
target_compile_options(lcms2 PRIVATE -O2)
