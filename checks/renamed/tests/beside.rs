//! Every macro beside items that are called like crates, like what stands in every file, and like what the macros call; and where no prelude is.

#![allow(clippy::duplicate_mod, reason = "the same items stand in two places")]

#[path = "beside/bare.rs"]
mod bare;
#[path = "beside/taken.rs"]
mod taken;

use twinlane_renamed::toolkit::prelude::*;
use twinlane_renamed::toolkit::testing::TestClient;

macro_rules! beside {
    ($($place:ident)*) => { $(
        #[test]
        fn $place() {
            use crate::$place::items;

            items::run();
            assert!(items::embedded());
            let client = TestClient::blocking(items::app());
            let made = client.post("/items").json(&json!({"called": "a"})).send();
            assert_eq!(made.status(), StatusCode::CREATED, "{}", made.text());
            let taken = client.post("/items").json(&json!({"called": "taken"})).send();
            assert_eq!(taken.status(), 409);
            let numbers = client.get("/uuid/3?number=4&many=m").header("x-one", "h").send();
            assert_eq!(
                (numbers.status(), numbers.text()),
                (StatusCode::ACCEPTED, r#"[3,4,["m"],"h","c",1,1,6,9,1,5]"#.to_owned())
            );
            assert_eq!(client.get("/uuid/3?refused=true").send().status(), 403);
            let page = client.get("/core").header("authorization", "Bearer b").send();
            assert_eq!(
                page.text(),
                r#"{"items":[{"called":"b","count":1,"tags":[],"kind":"Rare","sold":true}],"of":{"even":2}}"#
            );
            let changed = client.patch("/items").json(&json!({"called": "c"})).send();
            assert_eq!(changed.text(), r#""c""#);
            let side = client.put("/shapes").json(&json!({"shape": "Square", "side": 2.5})).send();
            assert_eq!(side.text(), "2.5");
            let rich = json!({"even": 2, "other": 4, "note": null});
            let rich = client.post("/rich?number=1").json(&rich).send();
            assert_eq!(
                (rich.status(), rich.text()),
                (StatusCode::ACCEPTED, r#"{"even":2,"twice":2}"#.to_owned())
            );
            assert_eq!(client.put("/either?either=2").send().text(), "2");
            let tagged = client.put("/tagged").json(&json!({"is": "Inner", "even": 2})).send();
            assert_eq!(tagged.text(), r#"{"is":"Inner","even":2}"#);
            let _ = items::context();
            let mut socket = client.websocket("/echo").connect().unwrap();
            socket.send_text("hello");
            assert_eq!(socket.receive_text(), "hello");
            client.stop().expect("it stops");
        }
    )* };
}

beside!(bare taken);
