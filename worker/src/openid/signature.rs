//! Signatures of others, checked by the runtime: RS256 and ES256, and nothing else.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto, WorkerGlobalScope};

use super::keys::{Algorithm, Material};
use crate::error::Fault;

/// Whether this key made this signature over exactly these bytes. A key that the runtime cannot use
/// has made none.
///
/// # Errors
/// Where the runtime has no cryptography.
pub(super) async fn holds(key: &Material, signature: &[u8], signed: &[u8]) -> Result<bool, Fault> {
    let subtle = subtle()?;
    let Some(key) = import(&subtle, key).await? else {
        return Ok(false);
    };
    let parameters = match key.1 {
        Algorithm::Rs256 => object(&[("name", "RSASSA-PKCS1-v1_5".into())])?,
        Algorithm::Es256 => object(&[("name", "ECDSA".into()), ("hash", "SHA-256".into())])?,
    };
    let promise = subtle.verify_with_object_and_js_u8_array_and_js_u8_array(
        &parameters,
        &key.0,
        &Uint8Array::from(signature),
        &Uint8Array::from(signed),
    );
    let Ok(promise) = promise else {
        return Ok(false);
    };
    Ok(JsFuture::from(promise)
        .await
        .is_ok_and(|holds| holds == JsValue::TRUE))
}

/// The key as the runtime holds it; `None` where it is no key of its algorithm.
async fn import(
    subtle: &SubtleCrypto,
    key: &Material,
) -> Result<Option<(CryptoKey, Algorithm)>, Fault> {
    // Only what makes the key up: nothing else that was published with it steers the runtime.
    let (jwk, parameters, algorithm) = match key {
        Material::Rsa { n, e } => (
            object(&[("kty", "RSA".into()), ("n", n.into()), ("e", e.into())])?,
            object(&[
                ("name", "RSASSA-PKCS1-v1_5".into()),
                ("hash", "SHA-256".into()),
            ])?,
            Algorithm::Rs256,
        ),
        Material::P256 { x, y } => (
            object(&[
                ("kty", "EC".into()),
                ("crv", "P-256".into()),
                ("x", x.into()),
                ("y", y.into()),
            ])?,
            object(&[("name", "ECDSA".into()), ("namedCurve", "P-256".into())])?,
            Algorithm::Es256,
        ),
    };
    let usages = Array::of1(&"verify".into());
    let promise = subtle.import_key_with_object("jwk", &jwk, &parameters, false, &usages);
    let Ok(promise) = promise else {
        return Ok(None);
    };
    let imported = JsFuture::from(promise).await.ok();
    Ok(imported.map(|key| (key.unchecked_into(), algorithm)))
}

fn object(members: &[(&str, JsValue)]) -> Result<Object, Fault> {
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &(*name).into(), value).map_err(|_| missing())?;
    }
    Ok(object)
}

fn subtle() -> Result<SubtleCrypto, Fault> {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    Ok(scope.crypto().map_err(|_| missing())?.subtle())
}

fn missing() -> Fault {
    Fault::new("the runtime offers no cryptography")
}
