;; A hook in WebAssembly, as text: it refuses payments from one country. Bezant reads this file as it is.
;;
;;     [[hooks]]
;;     name = "country"
;;     point = "before_attempt"
;;     module = "examples/hooks/country.wat"
;;     on_failure = "refuse"
;;
;; It looks for `"country":"KP"` in the question. Inside a text of the question a quote is always written \", so no text that
;; a customer chose can look like this field; only a metadata key of the name country can, and then the payment is refused too.
(module
  ;; Four pages of 64 KiB: answers and the needle at the start, the question from 4096 on.
  (memory (export "memory") 4)
  (data (i32.const 0) "\"country\":\"KP\"")                                                   ;; 14 bytes
  (data (i32.const 64) "{\"action\":\"continue\"}")                                           ;; 21 bytes
  (data (i32.const 128) "{\"action\":\"refuse\",\"code\":\"country_not_served\",\"message\":\"Not from there.\"}") ;; 75 bytes

  ;; Where the question may be written. A question that does not fit ends the call, which the policy on failure decides.
  (func (export "bezant_alloc") (param $length i32) (result i32)
    (if (i32.gt_u (local.get $length) (i32.const 258048)) (then unreachable))
    (i32.const 4096))

  ;; Whether the needle stands at $at.
  (func $is_needle (param $at i32) (result i32)
    (local $offset i32)
    (loop $next
      (if (i32.ne (i32.load8_u (i32.add (local.get $at) (local.get $offset))) (i32.load8_u (local.get $offset)))
        (then (return (i32.const 0))))
      (local.set $offset (i32.add (local.get $offset) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $offset) (i32.const 14))))
    (i32.const 1))

  ;; The answer: where it is in the upper half, how long it is in the lower half.
  (func $answer (param $at i32) (param $length i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $at)) (i64.const 32))
      (i64.extend_i32_u (local.get $length))))

  (func (export "bezant_hook") (param $at i32) (param $length i32) (result i64)
    (local $end i32)
    ;; The last place where the needle can begin; the question is always longer.
    (local.set $end (i32.sub (i32.add (local.get $at) (local.get $length)) (i32.const 14)))
    (block $absent
      (loop $next
        (br_if $absent (i32.gt_u (local.get $at) (local.get $end)))
        (if (call $is_needle (local.get $at)) (then (return (call $answer (i32.const 128) (i32.const 75)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (call $answer (i32.const 64) (i32.const 21))))
