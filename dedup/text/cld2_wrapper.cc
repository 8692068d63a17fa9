#include "dedup/text/cld2_wrapper.h"

#include <cstdio> /* needed by the next header, which does not include it */

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

extern "C" const char *cld2_detect(const char *text, int size, int *ret_percent, bool *ret_reliable)
{
    /* CLD2 leaves these unchanged when the text is not valid UTF-8. */
    CLD2::Language languages[3] = {CLD2::UNKNOWN_LANGUAGE, CLD2::UNKNOWN_LANGUAGE,
                                   CLD2::UNKNOWN_LANGUAGE};
    int percents[3] = {0, 0, 0};
    int text_bytes = 0;
    int valid_bytes = 0;
    CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
    double scores[3];

    *ret_reliable = false;
    CLD2::ExtDetectLanguageSummaryCheckUTF8(text, size, true, &hints, 0, languages, percents,
                                            scores, nullptr, &text_bytes, ret_reliable,
                                            &valid_bytes);
    *ret_percent = percents[0];
    return CLD2::LanguageCode(languages[0]);
}
