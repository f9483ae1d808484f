source_of(highway highway)
add_library(hwy STATIC
  "${highway}/hwy/abort.cc" "${highway}/hwy/aligned_allocator.cc" "${highway}/hwy/per_target.cc" "${highway}/hwy/print.cc"
  "${highway}/hwy/targets.cc")
third_party(hwy)
target_include_directories(hwy SYSTEM PUBLIC "${highway}")
