// Decodes and encodes images between memory and memory, through OpenCV's imgcodecs, for the stand-in of MLImage.
// Pixels are 8-bit blue, green, red, alpha, row after row without padding. Every function returns 0 on success;
// otherwise the error text is in the buffer of the caller. What is returned in `data` goes back to codec_free.

#include <cstdint>
#include <cstring>
#include <exception>
#include <string>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

int fail(const char* text, char* error, int32_t error_size) {
    if (error != nullptr && error_size > 0) {
        std::strncpy(error, text, static_cast<size_t>(error_size) - 1);
        error[error_size - 1] = '\0';
    }
    return 1;
}

uint8_t narrow(const uint8_t* p, int depth) {
    if (depth == CV_8U) return *p;
    uint16_t value;
    std::memcpy(&value, p, 2);
    return static_cast<uint8_t>((value + 128u) / 257u);
}

// One, three or four channels of 8 or 16 bits to four of 8 bits.
void to_bgra(const cv::Mat& image, uint8_t* out) {
    const int channels = image.channels(), depth = image.depth();
    const int size = depth == CV_8U ? 1 : 2;
    for (int y = 0; y < image.rows; y++) {
        const uint8_t* in = image.ptr<uint8_t>(y);
        for (int x = 0; x < image.cols; x++, in += channels * size, out += 4) {
            out[0] = narrow(in, depth);
            out[1] = channels == 1 ? out[0] : narrow(in + size, depth);
            out[2] = channels == 1 ? out[0] : narrow(in + 2 * size, depth);
            out[3] = channels == 4 ? narrow(in + 3 * size, depth) : 255;
        }
    }
}

}  // namespace

EXPORT int32_t codec_decode(const uint8_t* bytes, int32_t length, uint8_t** data, int32_t* width, int32_t* height,
                            int32_t* has_alpha, char* error, int32_t error_size) {
    try {
        const cv::Mat encoded(1, length, CV_8UC1, const_cast<uint8_t*>(bytes));
        // Unchanged keeps the alpha channel; EXIF rotation is not applied.
        const cv::Mat image = cv::imdecode(encoded, cv::IMREAD_UNCHANGED | cv::IMREAD_IGNORE_ORIENTATION);
        if (image.empty()) return fail("the bytes are not an image in a known format, or are damaged", error, error_size);
        const int channels = image.channels();
        if ((image.depth() != CV_8U && image.depth() != CV_16U) || (channels != 1 && channels != 3 && channels != 4))
            return fail("the image has neither 8 nor 16 bits a channel, or not 1, 3 or 4 channels", error, error_size);
        *data = new uint8_t[static_cast<size_t>(image.rows) * image.cols * 4];
        to_bgra(image, *data);
        *width = image.cols;
        *height = image.rows;
        *has_alpha = channels == 4;
        return 0;
    } catch (const std::exception& e) {
        return fail(e.what(), error, error_size);
    }
}

// `extension` names the format, with its dot; `channels` is 4, or 3 to leave the alpha channel out.
EXPORT int32_t codec_encode(const char* extension, const uint8_t* pixels, int32_t width, int32_t height, int32_t channels,
                            int32_t quality, uint8_t** data, int32_t* length, char* error, int32_t error_size) {
    try {
        const cv::Mat bgra(height, width, CV_8UC4, const_cast<uint8_t*>(pixels));
        cv::Mat image = bgra;
        if (channels == 3) {
            image = cv::Mat(height, width, CV_8UC3);
            const int pairs[] = {0, 0, 1, 1, 2, 2};
            cv::mixChannels(&bgra, 1, &image, 1, pairs, 3);
        }
        const std::string format = extension;
        std::vector<int> options;
        if (format == ".jpg" || format == ".jpeg") options = {cv::IMWRITE_JPEG_QUALITY, quality};
        if (format == ".webp") options = {cv::IMWRITE_WEBP_QUALITY, quality};
        std::vector<uint8_t> encoded;
        if (!cv::imencode(format, image, encoded, options)) return fail("the image could not be encoded", error, error_size);
        *data = new uint8_t[encoded.size()];
        std::memcpy(*data, encoded.data(), encoded.size());
        *length = static_cast<int32_t>(encoded.size());
        return 0;
    } catch (const std::exception& e) {
        return fail(e.what(), error, error_size);
    }
}

EXPORT void codec_free(uint8_t* data) { delete[] data; }
