#include "dedup/cld2_face.h"

#include <cstdio> /* wanted by the next, which does not say so */

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

extern "C" const char *cld2_face_detect(const char *text, int size, int *ret_percent,
                                        bool *ret_reliable)
{
    CLD2::Language languages[3];
    int percents[3];
    int text_bytes;
    int valid_bytes;
    CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
    double scores[3];

    CLD2::ExtDetectLanguageSummaryCheckUTF8(text, size, true, &hints, 0, languages, percents,
                                            scores, nullptr, &text_bytes, ret_reliable,
                                            &valid_bytes);
    *ret_percent = percents[0];
    return CLD2::LanguageCode(languages[0]);
}
