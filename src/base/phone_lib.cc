// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/phone_lib.h"

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <string>

using i18n::phonenumbers::NullLogger;
using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

static enum phone_lib_class class_of(PhoneNumberUtil::PhoneNumberType type)
{
	switch (type) {
	case PhoneNumberUtil::FIXED_LINE:
	case PhoneNumberUtil::MOBILE:
	case PhoneNumberUtil::FIXED_LINE_OR_MOBILE:
	case PhoneNumberUtil::VOIP:
		return PHONE_LIB_ORDINARY;
	case PhoneNumberUtil::UNKNOWN:
		return PHONE_LIB_INVALID;
	default: /* premium, shared cost, freephone, personal, pager, UAN, voice mail */
		return PHONE_LIB_COSTLY;
	}
}

static enum phone_lib_class classify(int calling_code, uint64_t national, int zeros,
				     char ret_country[3])
{
	PhoneNumberUtil *util = PhoneNumberUtil::GetInstance();
	PhoneNumber number;
	std::string region;
	enum phone_lib_class result;

	number.set_country_code(calling_code);
	number.set_national_number(national);
	if (zeros > 0) { /* part of the number, as in Italy */
		number.set_italian_leading_zero(true);
		number.set_number_of_leading_zeros(zeros);
	}
	util->GetRegionCodeForNumber(number, &region);
	result = class_of(util->GetNumberType(number));
	if (region.size() == 2) {
		ret_country[0] = region[0];
		ret_country[1] = region[1];
	} else if (result == PHONE_LIB_ORDINARY) { /* "001": a network of no country */
		result = PHONE_LIB_COSTLY;
	}
	return result;
}

void phone_lib_load(void)
{
	try {
		char country[3];

		PhoneNumberUtil::GetInstance()->SetLogger(new NullLogger());
		phone_lib_classify(33, 639981001, 0, country);
	} catch (...) { /* out of memory: told again, as PHONE_LIB_INVALID, at each check */
	}
}

enum phone_lib_class phone_lib_classify(int calling_code, uint64_t national, int zeros,
					char ret_country[3])
{
	ret_country[0] = ret_country[1] = 'Z';
	ret_country[2] = '\0';
	try {
		return classify(calling_code, national, zeros, ret_country);
	} catch (...) {
		return PHONE_LIB_INVALID;
	}
}
