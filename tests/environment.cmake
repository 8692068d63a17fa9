# What ctest runs before it runs tests: the days and times in what they compare are in this zone, wherever they run.
set(ENV{TZ} "UTC")
