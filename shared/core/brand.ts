declare const brand: unique symbol;

/** A value that only its own constructor makes: `StoreId` is not a `string` that anybody may pass. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };
